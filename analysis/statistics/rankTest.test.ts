import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mannWhitney, smallestP } from "./rankTest.ts";

const values = fc.array(fc.integer({ min: 0, max: 12 }), {
	minLength: 1,
	maxLength: 9,
});

// References without another source: scipy 1.17.1, stats.mannwhitneyu(second, first, method=…).
describe("mannWhitney", () => {
	it("agrees with a published example (Hollander & Wolfe 1973, p. 69)", () => {
		// R's wilcox.test documents W = 35 and a one-sided p of 0.1272; two-sided, scipy's "exact" gives 0.25441.
		const atTerm = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
		const between12And26Weeks = [1.15, 0.88, 0.9, 0.74, 1.21];
		const { u, p } = mannWhitney(between12And26Weeks, atTerm);
		expect(u).toBe(35);
		expect(p).toBeCloseTo(0.2544122544122544, 12);
	});

	it("is exact for groups of different sizes", () => {
		// method="exact"
		const { u, p } = mannWhitney(
			[3.1, 4.7, 2.2, 5.9, 1.4, 6.6],
			[4.1, 7.3, 8.2, 5.2, 9.9],
		);
		expect(u).toBe(25);
		expect(p).toBeCloseTo(0.08225108225108226, 12);
	});

	it("is exact with equal values", () => {
		// method=PermutationMethod(n_resamples=10**6), which goes through all permutations of such small groups
		const ties = mannWhitney([1, 2, 2, 3, 5, 5, 8], [2, 4, 5, 5, 9, 10]);
		expect(ties.u).toBe(30);
		expect(ties.p).toBeCloseTo(0.2097902097902098, 12);
		const uneven = mannWhitney([0, 0, 0, 1], [1, 1, 2, 3, 3, 3, 3, 7]);
		expect(uneven.u).toBe(31);
		expect(uneven.p).toBeCloseTo(0.012121212121212121, 12);
	});

	it("approximates large groups, corrected for continuity and equal values", () => {
		// method="asymptotic"
		const first = Array.from({ length: 60 }, (_, i) =>
			Math.floor(((i * 37) % 101) / 2),
		);
		const second = Array.from(
			{ length: 55 },
			(_, i) => Math.floor(((i * 53) % 97) / 2) + 6,
		);
		const { u, p } = mannWhitney(first, second);
		expect(u).toBe(1936);
		expect(p).toBeCloseTo(0.10983088936068507, 12);
	});

	it("hardly notices where the exact test ends", () => {
		const first = Array.from({ length: 50 }, (_, i) => 2 * i);
		const second = Array.from({ length: 50 }, (_, i) => 2 * i + 21);
		const exact = mannWhitney(first, second).p;
		const approximate = mannWhitney(first, [...second, 71]).p;
		expect(Math.abs(exact - approximate)).toBeLessThan(0.01);
	});

	it("has p = 1 where all values are the same", () => {
		expect(mannWhitney([3, 3, 3, 3], [3, 3, 3, 3]).p).toBe(1);
		expect(mannWhitney(Array(80).fill(3), Array(80).fill(3)).p).toBe(1);
	});

	it("turns u over and keeps p when the groups are swapped", () => {
		fc.assert(
			fc.property(values, values, (first, second) => {
				const there = mannWhitney(first, second);
				const back = mannWhitney(second, first);
				expect(there.u + back.u).toBe(first.length * second.length);
				expect(back.p).toBeCloseTo(there.p, 12);
			}),
		);
	});

	it("knows nothing of values but their order", () => {
		fc.assert(
			fc.property(values, values, (first, second) => {
				const stretched = (value: number) => Math.exp(value) - 3;
				expect(
					mannWhitney(first.map(stretched), second.map(stretched)),
				).toEqual(mannWhitney(first, second));
			}),
		);
	});

	it("never gives a p below the smallest of its sizes, nor above 1", () => {
		fc.assert(
			fc.property(values, values, (first, second) => {
				const { p } = mannWhitney(first, second);
				expect(p).toBeGreaterThanOrEqual(
					smallestP(first.length, second.length) * (1 - 1e-12),
				);
				expect(p).toBeLessThanOrEqual(1);
			}),
		);
	});

	it("refuses a group without values", () => {
		expect(() => mannWhitney([], [1])).toThrow(
			"There are no runs' values to describe.",
		);
	});
});

describe("smallestP", () => {
	it("is never reached by three against three below 0.05, but by four against four", () => {
		expect(smallestP(3, 3)).toBeCloseTo(2 / 20, 12);
		expect(smallestP(4, 4)).toBeCloseTo(2 / 70, 12);
		expect(smallestP(3, 5)).toBeCloseTo(2 / 56, 12);
	});

	it("is 1 at most", () => {
		expect(smallestP(1, 1)).toBe(1);
		expect(smallestP(0, 5)).toBe(1);
	});

	it("is what groups reach that don't overlap", () => {
		const size = fc.integer({ min: 1, max: 12 });
		fc.assert(
			fc.property(size, size, (first, second) => {
				const low = Array.from({ length: first }, (_, i) => i);
				const high = Array.from({ length: second }, (_, i) => 100 + i);
				expect(mannWhitney(low, high).p).toBeCloseTo(
					smallestP(first, second),
					12,
				);
			}),
		);
	});
});
