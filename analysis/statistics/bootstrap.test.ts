import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimate } from "./bootstrap.ts";
import { seededDraw } from "./random.ts";

const runs = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), {
	minLength: 1,
	maxLength: 40,
});

/** The l-th smallest and largest of n values 1 … n. */
function pairFor(count: number) {
	return estimate(Array.from({ length: count }, (_, i) => i + 1)).interval;
}

describe("estimate", () => {
	it("tells the median and every run's value, ascending", () => {
		const { median, values } = estimate([9, 1, 4, 3]);
		expect(median).toBe(3.5);
		expect(values).toEqual([1, 3, 4, 9]);
	});

	it("gives no interval for fewer than five runs", () => {
		expect(pairFor(1)).toBeNull();
		expect(pairFor(4)).toBeNull();
		expect(pairFor(5)).not.toBeNull();
	});

	it("claims 93.75 % for the range of five runs", () => {
		expect(pairFor(5)).toEqual({ low: 1, high: 5, confidence: 0.9375 });
	});

	it("takes the pairs that tables of the sign test give for 95 %", () => {
		// scipy 1.17.1: largest l with 2 * stats.binom.cdf(l - 1, n, 0.5) <= 0.05, for n = 6, 8, 9, 12,
		// 15, 20, 25, 1000, 3000.
		const ranks = [6, 8, 9, 12, 15, 20, 25, 1000, 3000].map((count) => pairFor(count)?.low);
		expect(ranks).toEqual([1, 1, 2, 3, 4, 6, 8, 469, 1446]);
		expect(pairFor(20)).toEqual({ low: 6, high: 15, confidence: 0.95 });
	});

	it("has an interval with the median inside, of values that were there", () => {
		fc.assert(
			fc.property(runs, (values) => {
				const { median, interval } = estimate(values);
				if (interval === null) return;
				expect(interval.low).toBeLessThanOrEqual(median);
				expect(interval.high).toBeGreaterThanOrEqual(median);
				expect(values).toContain(interval.low);
				expect(values).toContain(interval.high);
			}),
		);
	});

	it("depends on nothing but which values there are", () => {
		fc.assert(
			fc.property(runs, (values) => {
				expect(estimate([...values].reverse())).toEqual(estimate(values));
			}),
		);
	});

	// 0.013 is four standard errors of the share of so many samples.
	it.each([5, 7, 10])("covers the true median of a skewed distribution as often as it claims (%i runs)", (count) => {
		const draw = seededDraw(count);
		const samples = 4000;
		let covered = 0;
		let claimed = 0;
		for (let sample = 0; sample < samples; sample++) {
			const { interval } = estimate(Array.from({ length: count }, () => exponential(draw)));
			if (interval === null) throw new Error("There must be an interval.");
			claimed = interval.confidence;
			if (interval.low <= Math.LN2 && Math.LN2 <= interval.high) covered++;
		}
		expect(covered / samples).toBeGreaterThan(claimed - 0.013);
	});

	it("refuses no values, and a value that is no finite number", () => {
		expect(() => estimate([])).toThrow("There are no runs' values to describe.");
		expect(() => estimate([1, Number.NaN])).toThrow(
			"A run's value must be a finite number, not NaN: leave runs without one out.",
		);
	});
});

function exponential(draw: (count: number) => number): number {
	return -Math.log((draw(1_000_000) + 0.5) / 1_000_000);
}
