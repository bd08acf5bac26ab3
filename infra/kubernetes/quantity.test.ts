import fc from "fast-check";
import { expect, test } from "vitest";
import { quantity } from "./quantity.ts";

test.each([
	["64Mi", 67_108_864],
	["1.5Gi", 1_610_612_736],
	["8145344Ki", 8_340_832_256],
	["10m", 0.01],
	["2", 2],
	["110", 110],
	["2e3", 2000],
	["1E", 1e18],
])("%s is read", (text, value) => {
	expect(quantity(text)).toBe(value);
});

test.each(["", "Mi", "1.2.3", "5 Gi", "5gi", "toString", "1constructor"])('"%s" is no quantity', (text) => {
	expect(() => quantity(text)).toThrow(`"${text}" is no quantity of Kubernetes.`);
});

test("a whole number of mebibytes is 1024 times that of kibibytes", () => {
	fc.assert(
		fc.property(fc.nat(), (count) => {
			expect(quantity(`${count}Mi`)).toBe(quantity(`${count}Ki`) * 1024);
		}),
	);
});
