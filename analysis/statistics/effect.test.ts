import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cliffsDelta } from "./effect.ts";

const values = fc.array(fc.integer({ min: 0, max: 20 }), {
	minLength: 1,
	maxLength: 15,
});

describe("cliffsDelta", () => {
	it("agrees with another implementation, with equal values", () => {
		// scipy 1.17.1: 2 * mannwhitneyu(second, first).statistic / (7 * 6) - 1, where the statistic is
		// 30.
		expect(cliffsDelta([1, 2, 2, 3, 5, 5, 8], [2, 4, 5, 5, 9, 10])).toBeCloseTo(60 / 42 - 1, 12);
	});

	it("is 1 where all of the second is higher, −1 where lower, 0 where equal", () => {
		expect(cliffsDelta([1, 2], [3, 4, 5])).toBe(1);
		expect(cliffsDelta([3, 4, 5], [1, 2])).toBe(-1);
		expect(cliffsDelta([3, 3], [3])).toBe(0);
	});

	it("is the share of higher pairs less the share of lower ones", () => {
		fc.assert(
			fc.property(values, values, (first, second) => {
				const signs = second.flatMap((b) => first.map((a) => Math.sign(b - a)));
				const sum = signs.reduce((total, sign) => total + sign, 0);
				expect(cliffsDelta(first, second)).toBeCloseTo(sum / signs.length, 12);
			}),
		);
	});

	it("changes nothing but its sign when the groups are swapped", () => {
		fc.assert(
			fc.property(values, values, (first, second) => {
				expect(cliffsDelta(second, first)).toBeCloseTo(-cliffsDelta(first, second), 12);
			}),
		);
	});
});
