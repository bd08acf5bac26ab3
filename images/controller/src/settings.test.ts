import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

test("what isn't set takes its default", () => {
	expect(readSettings({ WATCH_NAMESPACE: "holdfast", CONTROLLER_TOKEN: "secret" })).toEqual({
		namespace: "holdfast",
		selector: "app.kubernetes.io/name=replica",
		observer: null,
		observerToken: null,
		token: "secret",
		host: "0.0.0.0",
		port: 32_300,
	});
});

test("what is wrong is named, with what is allowed", () => {
	expect(() => readSettings({ OBSERVER: "observer" })).toThrow(
		new Error(
			'The environment is wrong: WATCH_NAMESPACE is not set; it must be the namespace of the Pods. OBSERVER="observer" must be an http or https URL. CONTROLLER_TOKEN is not set; it must be the secret that replicas show.',
		),
	);
});
