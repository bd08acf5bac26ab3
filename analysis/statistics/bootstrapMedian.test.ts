import { median } from "d3-array";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Atom, bootstrapMedian } from "./bootstrapMedian.ts";

/** Value → how many of all n^n resamples have it as their median. */
function countsOf(atoms: readonly Atom[], count: number) {
	const counts = new Map<number, number>();
	for (const { value, probability } of atoms) {
		counts.set(value, (counts.get(value) ?? 0) + probability * count ** count);
	}
	return [...counts]
		.sort(([a], [b]) => a - b)
		.map(([value, times]) => [value, Math.round(times)]);
}

/** Medians of all resamples, one by one. */
function enumerated(values: readonly number[]) {
	let resamples: number[][] = [[]];
	for (const _ of values) {
		resamples = resamples.flatMap((begun) =>
			values.map((value) => [...begun, value]),
		);
	}
	return countsOf(
		resamples.map((resample) => ({
			value: median(resample) as number,
			probability: 1 / resamples.length,
		})),
		values.length,
	);
}

describe("bootstrapMedian", () => {
	it.each([
		{ values: [4, 1, 16, 2, 8] },
		{ values: [1, 3, 4, 10, 11, 12] },
		{ values: [2, 2, 3, 7] },
		{ values: [5, 5, 1, 5, 0] },
	])("counts as many resamples as there are ($values)", ({ values }) => {
		expect(countsOf(bootstrapMedian(values), values.length)).toEqual(
			enumerated(values),
		);
	});

	it("is a distribution, whatever the values", () => {
		fc.assert(
			fc.property(
				fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), {
					minLength: 1,
					maxLength: 24,
				}),
				(values) => {
					const atoms = bootstrapMedian(values);
					const total = atoms.reduce((sum, each) => sum + each.probability, 0);
					expect(total).toBeCloseTo(1, 9);
					expect(atoms.every(({ probability }) => probability >= 0)).toBe(true);
				},
			),
		);
	});
});
