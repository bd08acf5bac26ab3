import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

test("what isn't set takes its default, and an empty namespace watches nothing", () => {
	expect(readSettings({ DATA_DIR: "/data", WATCH_NAMESPACE: "" })).toEqual({
		dataFolder: "/data",
		watchNamespace: null,
		closedPorts: [],
		host: "0.0.0.0",
		streamPort: 32_100,
		httpPort: 32_101,
		fileLimitBytes: 1024 ** 3,
	});
});

test("what is wrong is named with its remedy", () => {
	expect(() => readSettings({ HTTP_PORT: "x" })).toThrow(
		/DATA_DIR is not set; it must be a folder that can be written to\. HTTP_PORT="x" must be a port number/,
	);
});
