import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

test("what isn't set takes its default", () => {
	expect(readSettings({ STORE_URL: "http://central:5984/" })).toEqual({
		store: "http://central:5984",
		rate: 0.02,
		seed: 0,
		observer: null,
		observerToken: null,
		host: "0.0.0.0",
		port: 5985,
	});
});

test("what is wrong is named, with what is allowed", () => {
	expect(() => readSettings({ LIES: "2" })).toThrow(
		new Error(
			'The environment is wrong: STORE_URL is not set; it must be an http or https URL. LIES="2" must be a number from 0 to 1.',
		),
	);
});
