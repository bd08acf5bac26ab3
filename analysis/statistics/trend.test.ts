import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededDraw } from "./random.ts";
import { trend } from "./trend.ts";
import type { TrendPoint } from "./trendLine.ts";

/** As many runs at each size, `spread` around the line 3 + ½ · replicas. */
function around(sizes: readonly number[], runs: number, spread: number, seed = 1): TrendPoint[] {
	const draw = seededDraw(seed);
	return sizes.flatMap((replicas) =>
		Array.from({ length: runs }, () => ({
			replicas,
			value: 3 + replicas / 2 + spread * (draw(2001) / 1000 - 1),
		})),
	);
}

const sizes = [5, 9, 13, 17, 21];

describe("trend", () => {
	it("agrees with another implementation", () => {
		// scipy 1.17.1: stats.theilslopes(values, replicas, method="joint")
		const replicas = [5, 5, 5, 9, 9, 9, 13, 13, 21, 21, 21];
		const values = [2.1, 1.9, 2.6, 2.9, 3.3, 2.8, 4.6, 3.9, 6.1, 7.4, 5.7];
		const line = trend(
			replicas.map((each, i) => ({
				replicas: each,
				value: values[i] as number,
			})),
		);
		expect(line?.slope).toBeCloseTo(0.25, 12);
		expect(line?.intercept).toBeCloseTo(0.85, 12);
		expect(line?.at(13)).toBeCloseTo(4.1, 12);
	});

	it("finds a line that all runs lie on, and is sure of it", () => {
		const line = trend(around(sizes, 3, 0));
		expect(line?.slope).toBeCloseTo(0.5, 12);
		expect(line?.band(13)?.low).toBeCloseTo(9.5, 12);
		expect(line?.band(13)?.high).toBeCloseTo(9.5, 12);
	});

	it("isn't led astray by one wild run", () => {
		const points = around(sizes, 5, 0);
		const wild = points.with(24, { replicas: 21, value: 1e6 });
		expect(trend(wild)?.slope).toBeCloseTo(0.5, 12);
	});

	it("doesn't exist with fewer than three sizes", () => {
		expect(trend(around([5, 21], 9, 1))).toBeNull();
		expect(trend([])).toBeNull();
	});

	it("has no intervals with fewer than three runs at a size, or 15 in all", () => {
		expect(trend(around(sizes, 2, 1))?.band(13)).toBeNull();
		expect(trend(around([5, 13, 21], 4, 1))?.band(13)).toBeNull();
		const few = [...around([5, 9, 13], 6, 1), ...around([21], 2, 1)];
		expect(trend(few)?.band(13)).toBeNull();
		expect(trend(around(sizes, 3, 1))?.band(13)?.confidence).toBe(0.95);
	});

	it("has a band that widens beyond the sizes that were run", () => {
		const line = trend(around(sizes, 5, 2));
		const width = (replicas: number) => {
			const band = line?.band(replicas);
			if (!band) throw new Error("There must be a band.");
			return band.high - band.low;
		};
		expect(width(13)).toBeLessThan(width(33));
		expect(width(33)).toBeLessThan(width(53));
	});

	it("is the same for the same seed", () => {
		const points = around(sizes, 5, 2);
		const band = (seed: number) => trend(points, seed)?.band(21);
		expect(band(7)).toEqual(band(7));
		expect(band(7)).not.toEqual(band(8));
	});

	it("holds the line in its band", () => {
		const value = fc.integer({ min: 0, max: 20 });
		fc.assert(
			fc.property(fc.array(value, { minLength: 15, maxLength: 15 }), (values) => {
				const line = trend(values.map((value, i) => ({ replicas: 5 + 4 * (i % 5), value })));
				const band = line?.band(9);
				if (!line || !band) throw new Error("There must be both.");
				expect(band.low).toBeLessThanOrEqual(line.at(9));
				expect(band.high).toBeGreaterThanOrEqual(line.at(9));
			}),
			{ numRuns: 20 },
		);
	});

	it("covers the true line about as often as it claims", {
		timeout: 60_000,
	}, () => {
		const samples = 100;
		let heights = 0;
		for (let seed = 1; seed <= samples; seed++) {
			const band = trend(around(sizes, 3, 1, seed), seed)?.band(21);
			if (!band) throw new Error("There must be a band.");
			if (band.low <= 13.5 && 13.5 <= band.high) heights++;
		}
		// Three standard errors below the 95 % that are claimed.
		expect(heights / samples).toBeGreaterThan(0.88);
	});

	it("refuses a value that is no finite number", () => {
		expect(() => trend([{ replicas: 5, value: Number.NaN }])).toThrow(
			"A run of 5 replicas has the value NaN: a trend needs finite numbers.",
		);
	});
});
