import { expect, test } from "vitest";
import { decimal, seconds, wholeNumber } from "./variables.ts";

test("what isn't set, or is empty, is null", () => {
	for (const variables of [{}, { X: "" }]) {
		expect(wholeNumber(variables, "X", { minimum: 0 })).toBeNull();
		expect(decimal(variables, "X", { minimum: 0 })).toBeNull();
		expect(seconds(variables, "X")).toBeNull();
	}
});

test("numbers are taken within their range", () => {
	expect(wholeNumber({ X: "7" }, "X", { minimum: 7 })).toBe(7);
	expect(decimal({ X: "0.5" }, "X", { minimum: 0, maximum: 0.5 })).toBe(0.5);
});

test.each(["6", "-1", "7.5", "1e2", "seven", "99999999999999999"])("%s is no whole number from 7 on", (text) => {
	expect(() => wholeNumber({ X: text }, "X", { minimum: 7 })).toThrow(
		`X must be a whole number, 7 or more, not "${text}".`,
	);
});

test("a number beyond its range is refused with the range", () => {
	const range = { minimum: 0, maximum: 10 };
	expect(() => decimal({ X: "10.1" }, "X", range)).toThrow('X must be a number, from 0 to 10, not "10.1".');
});

test("durations are seconds unless they say minutes", () => {
	expect(seconds({ X: "45" }, "X")).toBe(45);
	expect(seconds({ X: "1.5s" }, "X")).toBe(1.5);
	expect(seconds({ X: "2m" }, "X")).toBe(120);
	expect(() => seconds({ X: "1h" }, "X")).toThrow('X must be a duration such as 45, 45s or 5m, not "1h".');
});
