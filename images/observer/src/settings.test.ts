import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";
import { exampleTokens, observerTokens } from "./tokens.fixture.ts";

const tokens = observerTokens(exampleTokens);

test("what isn't set takes its default, and an empty namespace watches nothing", () => {
	expect(readSettings({ DATA_DIR: "/data", WATCH_NAMESPACE: "", ...tokens })).toEqual({
		dataFolder: "/data",
		watchNamespace: null,
		closedPorts: [],
		host: "0.0.0.0",
		streamPort: 32_100,
		httpPort: 32_101,
		fileLimitBytes: 1024 ** 3,
		tokens: exampleTokens,
	});
});

test("what is wrong is named with its remedy", () => {
	expect(() => readSettings({ HTTP_PORT: "x" })).toThrow(
		/DATA_DIR is not set; it must be a folder that can be written to\. HTTP_PORT="x" must be a port number/,
	);
});

test("without a token for each who writes it doesn't start, and no token is told", () => {
	expect(() => readSettings({ DATA_DIR: "/data" })).toThrow(
		/APPLICATION_TOKEN, CONSENSUS_TOKEN, .* must be set to secrets of 16 characters or more/,
	);
	expect(() => readSettings({ DATA_DIR: "/data", ...tokens, STORE_TOKEN: "too-short" })).toThrow(
		new Error(
			"The environment is wrong: STORE_TOKEN must be set to secrets of 16 characters or more: without them anybody could write to the observer.",
		),
	);
	expect(() =>
		readSettings({
			DATA_DIR: "/data",
			...tokens,
			CONSENSUS_TOKEN: exampleTokens.scenario,
		}),
	).toThrow("must be different secrets, so that nobody can speak for another");
});
