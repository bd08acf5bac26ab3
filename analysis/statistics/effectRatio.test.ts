import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ratioOfMedians } from "./effectRatio.ts";

const group = (minLength: number) =>
	fc.array(fc.double({ min: 0.1, max: 1e4, noNaN: true }), {
		minLength,
		maxLength: 9,
	});

describe("ratioOfMedians", () => {
	it("is exact for small groups, as enumerating all pairs of resamples is", () => {
		// numpy 2.4.6: medians of itertools.product(x, repeat=5) for both groups, all 9,765,625 pairs of them divided,
		// quantile(ratios, [0.025, 0.975]).
		const first = [1, 2, 4, 8, 16];
		const second = [30, 10, 20, 50, 40];
		expect(ratioOfMedians(first, second)).toEqual({
			value: 7.5,
			interval: { low: 1.25, high: 30, confidence: 0.95 },
		});
	});

	it("has no interval with fewer than five runs in a group", () => {
		expect(ratioOfMedians([1, 2, 3, 4], [2, 4, 6, 8, 10])).toEqual({
			value: 2.4,
			interval: null,
		});
	});

	it("doesn't exist where the first median is 0", () => {
		expect(ratioOfMedians([0, 0, 0, 1, 2], [1, 2, 3, 4, 5])).toBeNull();
	});

	it("has no interval where the first median may well be 0", () => {
		expect(ratioOfMedians([0, 0, 1, 1, 1], [1, 2, 3, 4, 5])).toEqual({
			value: 3,
			interval: null,
		});
	});

	it("may be 0", () => {
		expect(ratioOfMedians([1, 1, 1, 1, 1], [0, 0, 0, 0, 0])).toEqual({
			value: 0,
			interval: { low: 0, high: 0, confidence: 0.95 },
		});
	});

	it("holds itself in its interval, and turns over with the groups", () => {
		fc.assert(
			fc.property(group(5), group(5), (first, second) => {
				const there = ratioOfMedians(first, second);
				const back = ratioOfMedians(second, first);
				if (!there?.interval || !back?.interval) throw new Error("no interval");
				expect(there.interval.low).toBeLessThanOrEqual(
					there.value * (1 + 1e-12),
				);
				expect(there.interval.high).toBeGreaterThanOrEqual(
					there.value * (1 - 1e-12),
				);
				expect(back.value * there.value).toBeCloseTo(1, 9);
				expect(back.interval.low * there.interval.high).toBeCloseTo(1, 9);
				expect(back.interval.high * there.interval.low).toBeCloseTo(1, 9);
			}),
		);
	});

	it("resamples large groups by its seed, close to what counting all gives", () => {
		const first = Array.from({ length: 24 }, (_, i) => 10 + i);
		const second = Array.from({ length: 24 }, (_, i) => 40 + 2 * i);
		const counted = ratioOfMedians(first, second)?.interval;
		// One more value at each end hardly moves the medians.
		const larger = ratioOfMedians([9, ...first, 34], [39, ...second, 90]);
		expect(larger).toEqual(
			ratioOfMedians([9, ...first, 34], [39, ...second, 90]),
		);
		expect(larger?.interval?.low).toBeCloseTo(counted?.low as number, 0);
		expect(larger?.interval?.high).toBeCloseTo(counted?.high as number, 0);
	});

	it("refuses negative values", () => {
		expect(() => ratioOfMedians([1, 2], [-1, 2])).toThrow(
			"A ratio of medians needs values from 0 on, not -1.",
		);
	});
});
