import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ratioOf } from "./hodgesLehmann.ts";
import { rankTest, type Stratum } from "./rankTest.ts";

const group = fc.array(fc.double({ min: 0.1, max: 1e4, noNaN: true }), {
	minLength: 3,
	maxLength: 6,
});
const strata = fc.array(fc.record({ first: group, second: group }), {
	minLength: 1,
	maxLength: 2,
});

const multiplied = (some: readonly Stratum[], by: number): Stratum[] =>
	some.map(({ first, second }) => ({
		first: first.map((value) => value * by),
		second,
	}));

/** Whether all ratios of two values of a stratum are equal, or apart by so much of them. */
function areApart(some: readonly Stratum[], least: number): boolean {
	const ratios = some
		.flatMap(({ first, second }) => first.flatMap((below) => second.map((above) => above / below)))
		.sort((a, b) => a - b);
	return ratios.every((ratio, i) => {
		const gap = ratio / (ratios[i - 1] ?? 0) - 1;
		return gap === 0 || gap > least;
	});
}

describe("ratioOf", () => {
	it("agrees with a published example (Hollander & Wolfe 1973, section 4.2 and 4.3)", () => {
		const atTerm = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
		const between12And26Weeks = [1.15, 0.88, 0.9, 0.74, 1.21];
		// Theirs are differences, which are the logarithms of ratios: −0.305, and from −0.76 to 0.15.
		const ratio = ratioOf([
			{
				first: atTerm.map(Math.exp),
				second: between12And26Weeks.map(Math.exp),
			},
		]);
		expect(Math.log(ratio?.value ?? 0)).toBeCloseTo(-0.305, 9);
		expect(Math.log(ratio?.interval?.low ?? 0)).toBeCloseTo(-0.76, 9);
		expect(Math.log(ratio?.interval?.high ?? 0)).toBeCloseTo(0.15, 9);
		expect(ratio?.interval?.confidence).toBeCloseTo(0.96, 2);
	});

	it("has an interval from three runs on, with the confidence that they allow", () => {
		const three = ratioOf([{ first: [1, 1.1, 1.2], second: [4, 5, 6] }]);
		expect(three?.interval).toEqual({ low: 4 / 1.2, high: 6, confidence: 0.9 });
		expect(ratioOf([{ first: [1, 2], second: [4, 5] }])?.interval).toBeNull();
		const five = ratioOf([{ first: [1, 2, 3, 4, 5], second: [11, 12, 13, 14, 15] }]);
		expect(five?.interval?.confidence).toBeCloseTo(1 - 8 / 252, 12);
	});

	it("finds a ratio that is the same at every size, whatever the sizes' values", () => {
		const ratio = ratioOf([
			{ first: [1, 2, 3], second: [3, 6, 9] },
			{ first: [100, 200, 300], second: [300, 600, 900] },
		]);
		expect(ratio?.value).toBeCloseTo(3, 12);
	});

	it("leaves out just those ratios that the rank test refutes", () => {
		fc.assert(
			fc.property(strata, (some) => {
				const interval = ratioOf(some)?.interval;
				if (!interval) throw new Error("There must be an interval.");
				const level = 1 - interval.confidence;
				const pWith = (ratio: number) => rankTest(multiplied(some, ratio)).p;
				const beside = 1e-7;
				fc.pre(areApart(some, 10 * beside));
				for (const [end, outwards] of [
					[interval.low, -1],
					[interval.high, 1],
				] as const) {
					expect(pWith(end * (1 - outwards * beside))).toBeGreaterThan(level - 1e-9);
					expect(pWith(end * (1 + outwards * beside))).toBeLessThanOrEqual(level + 1e-9);
				}
			}),
			{ numRuns: 50 },
		);
	});

	it("holds itself in its interval, and turns over with the groups", () => {
		fc.assert(
			fc.property(strata, (some) => {
				const there = ratioOf(some);
				const back = ratioOf(some.map(({ first, second }) => ({ first: second, second: first })));
				if (!there?.interval || !back?.interval) throw new Error("no interval");
				expect(there.interval.low).toBeLessThanOrEqual(there.value * (1 + 1e-12));
				expect(there.interval.high).toBeGreaterThanOrEqual(there.value * (1 - 1e-12));
				expect(back.value * there.value).toBeCloseTo(1, 6);
				expect(back.interval.low * there.interval.high).toBeCloseTo(1, 6);
			}),
		);
	});

	it("is narrower at a lower level", () => {
		const runs = {
			first: [1, 2, 3, 4, 5, 6, 7, 8],
			second: [3, 5, 6, 7, 9, 11, 13, 14],
		};
		const [wide, narrow] = [0.99, 0.9].map((level) => ratioOf([runs], level)?.interval);
		expect(wide?.low).toBeLessThan(narrow?.low as number);
		expect(wide?.high).toBeGreaterThan(narrow?.high as number);
	});

	it("is none of values that aren't above 0", () => {
		expect(ratioOf([{ first: [0, 1, 2], second: [1, 2, 3] }])).toBeNull();
		expect(ratioOf([{ first: [1, 2, 3], second: [-1, 2, 3] }])).toBeNull();
	});
});
