import { describe, expect, it } from "vitest";
import { metricRows } from "./compare.fixture.ts";
import { compareModes } from "./compare.ts";
import { fewestRuns, runsToDecide } from "./runsToDecide.ts";

function runsFor(first: readonly number[], second: readonly number[], sizes: readonly number[] = [5]): number | null {
	const [comparison] = compareModes(
		sizes.flatMap((size) => metricRows("persistP50", size, { first, second })),
		{ view: "settled" },
	);
	if (comparison === undefined) throw new Error("There must be a comparison.");
	return runsToDecide(comparison);
}

describe("runsToDecide", () => {
	it("asks for the fewest runs that can show it where those that are there don't overlap", () => {
		expect(runsFor([1], [2])).toBe(4);
		expect(runsFor([1, 2, 3], [7, 8, 9])).toBe(4);
		expect(runsFor([1], [2], [5, 9])).toBe(3);
	});

	it("asks for more the more the runs overlap", () => {
		const little = runsFor([1, 2, 3, 4], [3.5, 5, 6, 7]);
		const much = runsFor([1, 2, 3, 4], [1.5, 2.5, 3.5, 7]);
		expect(little).toBeGreaterThan(4);
		expect(much).toBeGreaterThan(little as number);
	});

	it("counts on equivalence where the modes hardly differ", () => {
		expect(runsFor([100, 105, 110, 94], [104.9, 99, 110.5, 95])).toBeLessThan(30);
	});

	it("has no answer where nothing is open, or too much would be asked", () => {
		expect(runsFor([1, 2, 3, 4, 5], [11, 12, 13, 14, 15])).toBeNull();
		expect(runsFor([1, 20, 300], [1.5, 19, 310])).toBeNull();
	});
});

describe("fewestRuns", () => {
	it("is four at one size, three at two, and more for a stricter level", () => {
		expect(fewestRuns(0.05, 1)).toBe(4);
		expect(fewestRuns(0.05, 2)).toBe(3);
		expect(fewestRuns(0.001, 1)).toBe(7);
	});
});
