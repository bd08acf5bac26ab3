import fc from "fast-check";
import { expect, it } from "vitest";
import { alongScale, costScale, costTicks, valueAlong } from "./costScale.ts";

it("is linear from 0 where costs are alike, and logarithmic where they span decades", () => {
	expect(costScale([2, 3, 10])).toEqual({ type: "linear", domain: [0, 10.8] });
	expect(costScale([1, 2, 100])).toEqual({ type: "log", domain: [0.8, 125] });
});

it("has a place for 0 beside decades", () => {
	const scale = costScale([0, 0, 2, 100]);
	expect(scale).toEqual({ type: "symlog", domain: [0, 125], constant: 2 });
	expect(costTicks(scale)).toEqual([0, 2, 5, 10, 20, 50, 100]);
	expect(alongScale(scale, 0)).toBe(0);
});

it("counts in whole numbers", () => {
	expect(costTicks(costScale([0, 2]), { whole: true })).toEqual([0, 1, 2]);
});

it("shows something where every cost is 0, or there is none", () => {
	expect(costScale([0, 0])).toEqual({ type: "linear", domain: [0, 1] });
	expect(costScale([])).toEqual({ type: "linear", domain: [0, 1] });
});

it("has every value and tick on the axis, in order, and finds values again", () => {
	const cost = fc.oneof(
		fc.constant(0),
		fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
	);
	fc.assert(
		fc.property(fc.array(cost, { minLength: 1 }), (values) => {
			const scale = costScale(values);
			const ordered = values.toSorted((a, b) => a - b);
			let before = -1e-9;
			for (const value of ordered) {
				const share = alongScale(scale, value);
				expect(share).toBeGreaterThanOrEqual(before - 1e-9);
				expect(share).toBeLessThanOrEqual(1 + 1e-9);
				before = share;
				expect(valueAlong(scale, share)).toBeCloseTo(value, 3);
			}
			for (const tick of costTicks(scale)) {
				expect(alongScale(scale, tick)).toBeGreaterThanOrEqual(-1e-9);
				expect(alongScale(scale, tick)).toBeLessThanOrEqual(1 + 1e-9);
			}
		}),
	);
});
