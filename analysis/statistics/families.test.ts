import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { acrossFamilies } from "./families.ts";

const p = fc.double({ min: 1e-6, max: 1, noNaN: true });
const families = fc.array(fc.array(p, { minLength: 1, maxLength: 4 }), {
	minLength: 1,
	maxLength: 8,
});

/**
 * The procedure as it is published: select families by their smallest p, then compare within the
 * selected.
 */
function rejected(some: readonly (readonly number[])[], level: number) {
	const smallest = some.map((ps) => Math.min(...ps)).sort((a, b) => a - b);
	const selected = smallest.findLastIndex((p, i) => p <= (level * (i + 1)) / some.length);
	const limit = (level * (selected + 1)) / some.length;
	return some.map((ps) => ps.map((p) => p <= limit));
}

describe("acrossFamilies", () => {
	it("leaves a single family as it is", () => {
		expect(acrossFamilies([[0.03, 0.2]])).toEqual([[0.03, 0.2]]);
	});

	it("asks less of many families that all differ than of one among many", () => {
		expect(acrossFamilies([[0.01], [0.01], [0.01]]).flat()).toEqual(Array(3).fill(0.01));
		expect(acrossFamilies([[0.01], [0.5], [0.9]])[0]?.[0]).toBeCloseTo(0.03, 12);
	});

	it("rejects at every level what the published procedure rejects", () => {
		fc.assert(
			fc.property(families, fc.double({ min: 0.001, max: 0.3, noNaN: true }), (some, level) => {
				const adjusted = acrossFamilies(some).map((ps) => ps.map((p) => p <= level));
				expect(adjusted).toEqual(rejected(some, level));
			}),
		);
	});

	it("has nothing to adjust without families", () => {
		expect(acrossFamilies([])).toEqual([]);
	});
});
