import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimate } from "./bootstrap.ts";
import { compareModes } from "./compare.ts";
import { estimateRuns, type RunValue, runValues } from "./runValues.ts";

const known = (value: number): RunValue => ({ value, atLeast: false });
const bound = (value: number): RunValue => ({ value, atLeast: true });

const anyValue = fc.record({
	value: fc.double({ min: 0, max: 1e6, noNaN: true }),
	atLeast: fc.boolean(),
});

describe("runValues", () => {
	it("has what is known, or its bound, and nothing of runs that have neither", () => {
		expect(runValues([{ value: 1 }, { value: null, atLeast: 28 }, { value: null }, { value: 0 }])).toEqual([
			known(1),
			bound(28),
			known(0),
		]);
	});
});

describe("estimateRuns", () => {
	it("is the usual estimate where every value is known", () => {
		expect(estimateRuns([3, 1, 2].map(known))).toEqual(estimate([3, 1, 2]));
	});

	it("knows the median while fewer than half of the runs are bounds", () => {
		const { median, open } = estimateRuns([known(1), known(2), known(3), bound(28), bound(28)]);
		expect(median).toBe(3);
		expect(open).toEqual({ runs: 2, median: false, high: true });
	});

	it("has a bound for a median beyond", () => {
		const { median, open } = estimateRuns([known(1), bound(28), bound(29)]);
		expect(median).toBe(28);
		expect(open?.median).toBe(true);
	});

	it("doesn't take an early bound for a small value", () => {
		const { median, open } = estimateRuns([known(5), known(6), bound(1)]);
		expect(median).toBe(5);
		expect(open).toMatchObject({ runs: 1, median: true });
	});

	it("never says more than whatever the values are that lie behind the bounds", () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(anyValue, fc.double({ min: 0, max: 1e6, noNaN: true })), {
					minLength: 1,
					maxLength: 12,
				}),
				(runs) => {
					const told = estimateRuns(runs.map(([value]) => value));
					const truth = estimate(runs.map(([{ value, atLeast }, more]) => (atLeast ? value + more : value)));
					if (told.open?.median) {
						expect(truth.median).toBeGreaterThanOrEqual(told.median);
					} else expect(truth.median).toBe(told.median);
					if (told.interval === null || truth.interval === null) return;
					expect(truth.interval.low).toBeGreaterThanOrEqual(told.interval.low);
					if (!told.open?.high) {
						expect(truth.interval.high).toBe(told.interval.high);
					}
				},
			),
		);
	});
});

describe("comparing runs of which only a bound is known", () => {
	const rows = (mode: string, values: readonly RunValue[]) =>
		values.map(({ value, atLeast }, i) => ({
			mode,
			replicas: 5,
			run: `${mode}/${i}`,
			metric: "rtoSlowest" as const,
			view: "settled" as const,
			...(atLeast ? { value: null, atLeast: value } : { value }),
		}));
	const compare = (first: readonly RunValue[], second: readonly RunValue[]) => {
		const [comparison] = compareModes([...rows("central", first), ...rows("volume", second)], { view: "settled" });
		if (comparison === undefined) throw new Error("Nothing was compared.");
		return comparison;
	};

	it("ranks them behind all others, even where little was waited", () => {
		const slow = [10, 11, 12, 13, 14].map(known);
		const comparison = compare(slow, Array(5).fill(bound(2)));
		expect(comparison).toMatchObject({
			delta: 1,
			ratio: null,
			outcome: "firstLower",
		});
	});

	it("shows nothing where no run of either ever ended", () => {
		const comparison = compare([27, 28, 29, 30, 31].map(bound), [27, 28, 29, 30, 31].map(bound));
		expect(comparison).toMatchObject({ delta: 0, p: 1, outcome: "undecided" });
	});
});
