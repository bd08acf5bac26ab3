import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { overRuns, type Reading, runsOf } from "./overRuns.ts";

function syntheticReading(fields: Partial<Reading> = {}): Reading {
	return {
		mode: "central",
		replicas: 5,
		run: "central-5/a",
		seconds: 1,
		value: 10,
		...fields,
	};
}

describe("overRuns", () => {
	it("takes the median and the range over the runs of each moment", () => {
		const points = overRuns([30, 10, 20].map((value, i) => syntheticReading({ run: `central-5/${i}`, value })));
		expect(points).toEqual([expect.objectContaining({ median: 20, low: 10, high: 30, runs: 3 })]);
	});

	it("keeps modes and sizes apart", () => {
		const points = overRuns([
			syntheticReading(),
			syntheticReading({ replicas: 21, value: 20 }),
			syntheticReading({ mode: "decentral", value: 30 }),
		]);
		expect(points.map(({ median }) => median)).toEqual([10, 20, 30]);
		expect(new Set(points.map(({ segment }) => segment)).size).toBe(3);
	});

	it("breaks the line where a moment is missing, and only there", () => {
		const points = overRuns([9, 1, 2, 3, 7, 8].map((seconds) => syntheticReading({ seconds })));
		expect(points.map(({ seconds }) => seconds)).toEqual([1, 2, 3, 7, 8, 9]);
		const [first, , third, fourth, , last] = points.map(({ segment }) => segment);
		expect(third).toBe(first);
		expect(fourth).not.toBe(third);
		expect(last).toBe(fourth);
	});

	it("lies within the range of its readings, and loses no moment", () => {
		const readings = fc.array(
			fc.record({
				mode: fc.constantFrom("central", "decentral"),
				replicas: fc.constantFrom(5, 21),
				run: fc.constantFrom("a", "b", "c"),
				seconds: fc.integer({ min: 0, max: 20 }),
				value: fc.double({ min: 0, max: 1000, noNaN: true }),
			}),
		);
		fc.assert(
			fc.property(readings, (all) => {
				const points = overRuns(all);
				const moments = new Set(all.map(({ mode, replicas, seconds }) => `${mode} ${replicas} ${seconds}`));
				expect(points).toHaveLength(moments.size);
				for (const { low, median, high, runs } of points) {
					expect(low).toBeLessThanOrEqual(median);
					expect(median).toBeLessThanOrEqual(high);
					expect(runs).toBeLessThanOrEqual(3);
				}
			}),
		);
	});
});

describe("runsOf", () => {
	it("counts runs, not rows", () => {
		const rows = [
			syntheticReading(),
			syntheticReading({ seconds: 2 }),
			syntheticReading({ run: "central-5/b" }),
			syntheticReading({ replicas: 21, run: "central-21/a" }),
		];
		expect(runsOf(rows, "central", 5)).toBe(2);
		expect(runsOf(rows, "decentral", 5)).toBe(0);
	});
});
