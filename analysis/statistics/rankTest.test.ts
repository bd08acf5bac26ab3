import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cliffsDelta } from "./effect.ts";
import { rankScores, rankTest, rankWeight, type Stratum, smallestP } from "./rankTest.ts";

const values = fc.array(fc.integer({ min: 0, max: 12 }), {
	minLength: 1,
	maxLength: 5,
});
const strata = fc.array(fc.record({ first: values, second: values }), {
	minLength: 1,
	maxLength: 3,
});

const test = (first: readonly number[], second: readonly number[]) => rankTest([{ first, second }]);

/** All ways to choose so many of the positions. */
function choicesOf(count: number, chosen: number): number[][] {
	if (chosen === 0) return [[]];
	if (count < chosen) return [];
	return [...choicesOf(count - 1, chosen), ...choicesOf(count - 1, chosen - 1).map((some) => [...some, count - 1])];
}

/** The two-sided p by going through every way to share out the values, one by one. */
function enumeratedP(some: readonly Stratum[]): number {
	let sums = [0];
	let observed = 0;
	for (const { first, second } of some) {
		const scores = rankScores([...first, ...second]);
		const total = (positions: readonly number[]) => positions.reduce((sum, i) => sum + (scores[i] as number), 0);
		observed += total(second.map((_, i) => first.length + i));
		const own = choicesOf(scores.length, second.length).map(total);
		sums = sums.flatMap((before) => own.map((sum) => before + sum));
	}
	const asFar = sums.filter((sum) => Math.abs(sum) >= Math.abs(observed));
	return asFar.length / sums.length;
}

// References without another source: scipy 1.17.1, stats.mannwhitneyu(second, first, method=…).
describe("rankTest", () => {
	it("agrees with a published example (Hollander & Wolfe 1973, p. 69)", () => {
		// R's wilcox.test documents W = 35 and a one-sided p of 0.1272; two-sided, scipy's "exact"
		// gives 0.25441.
		const atTerm = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
		const between12And26Weeks = [1.15, 0.88, 0.9, 0.74, 1.21];
		const { delta, p } = test(between12And26Weeks, atTerm);
		expect(delta).toBeCloseTo((2 * 35) / 50 - 1, 12);
		expect(p).toBeCloseTo(0.2544122544122544, 12);
	});

	it("is exact for groups of different sizes", () => {
		// method="exact"
		const { p } = test([3.1, 4.7, 2.2, 5.9, 1.4, 6.6], [4.1, 7.3, 8.2, 5.2, 9.9]);
		expect(p).toBeCloseTo(0.08225108225108226, 12);
	});

	it("counts what enumeration counts, in any strata, also with equal values", () => {
		fc.assert(
			fc.property(strata, (some) => {
				expect(rankTest(some).p).toBeCloseTo(enumeratedP(some), 9);
			}),
			{ numRuns: 60 },
		);
	});

	it("hardly notices where the exact test ends", () => {
		const first = Array.from({ length: 30 }, (_, i) => 2 * i);
		const second = Array.from({ length: 30 }, (_, i) => 2 * i + 15);
		const exact = test(first, second).p;
		const approximate = test(first, [...second, 50]).p;
		expect(Math.abs(exact - approximate)).toBeLessThan(0.01);
	});

	it("adds up what small differences of several sizes say", () => {
		const apart = { first: [1, 2, 3], second: [4, 5, 6] };
		expect(rankTest([apart]).p).toBeCloseTo(0.1, 12);
		expect(rankTest([apart, apart]).p).toBeCloseTo(2 / 400, 12);
		const turned = { first: apart.second, second: apart.first };
		expect(rankTest([apart, turned])).toEqual({ delta: 0, p: 1 });
	});

	it("takes no difference between sizes for one between modes", () => {
		const small = { first: [1, 4, 2, 5], second: [3, 1, 5, 2] };
		const large = {
			first: small.first.map((v) => v + 100),
			second: small.second.map((v) => v + 100),
		};
		expect(rankTest([small, large]).delta).toBeCloseTo(rankTest([small]).delta, 12);
	});

	it("has p = 1 where all values are the same", () => {
		expect(test([3, 3, 3, 3], [3, 3, 3, 3]).p).toBe(1);
		expect(test(Array(80).fill(3), Array(80).fill(3)).p).toBe(1);
	});

	it("has Cliff's delta for a single stratum", () => {
		fc.assert(
			fc.property(values, values, (first, second) => {
				expect(test(first, second).delta).toBeCloseTo(cliffsDelta(first, second), 12);
			}),
		);
	});

	it("turns delta over and keeps p when the groups are swapped", () => {
		fc.assert(
			fc.property(strata, (some) => {
				const there = rankTest(some);
				const back = rankTest(some.map(({ first, second }) => ({ first: second, second: first })));
				expect(there.delta + back.delta).toBeCloseTo(0, 12);
				expect(back.p).toBeCloseTo(there.p, 9);
			}),
		);
	});

	it("knows nothing of values but their order", () => {
		fc.assert(
			fc.property(strata, (some) => {
				const stretched = (value: number) => Math.exp(value) - 3;
				expect(
					rankTest(
						some.map(({ first, second }) => ({
							first: first.map(stretched),
							second: second.map(stretched),
						})),
					),
				).toEqual(rankTest(some));
			}),
		);
	});

	it("refuses a group without values", () => {
		expect(() => test([], [1])).toThrow("There are no runs' values to describe.");
	});
});

describe("rankScores", () => {
	it("are whole numbers that add up to 0, weighted by 1 over one more than there are", () => {
		expect(rankScores([7, 3, 3])).toEqual([2, -1, -1].map((d) => d * 2500));
		expect(rankWeight(9)).toBe(1000);
		fc.assert(
			fc.property(values, (some) => {
				const sum = rankScores(some).reduce((a, b) => a + b, 0);
				expect(sum).toBe(0);
			}),
		);
	});
});

describe("smallestP", () => {
	it("is never reached by three against three below 0.05, but by four against four, or at two sizes", () => {
		expect(smallestP([[3, 3]])).toBeCloseTo(2 / 20, 12);
		expect(smallestP([[4, 4]])).toBeCloseTo(2 / 70, 12);
		expect(
			smallestP([
				[3, 3],
				[3, 3],
			]),
		).toBeCloseTo(2 / 400, 12);
	});

	it("is 1 at most", () => {
		expect(smallestP([[1, 1]])).toBe(1);
		expect(smallestP([])).toBe(1);
	});

	it("is what groups reach that don't overlap", () => {
		const size = fc.integer({ min: 1, max: 9 });
		fc.assert(
			fc.property(size, size, (first, second) => {
				const low = Array.from({ length: first }, (_, i) => i);
				const high = Array.from({ length: second }, (_, i) => 100 + i);
				const { p } = test(low, high);
				expect(p).toBeCloseTo(smallestP([[first, second]]), 12);
			}),
		);
	});
});
