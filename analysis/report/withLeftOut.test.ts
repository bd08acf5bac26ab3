import fc from "fast-check";
import { expect, test } from "vitest";
import type { Comparison } from "../statistics/comparison.ts";
import { syntheticGroup } from "./group.fixture.ts";
import { comparisonWithLeftOut, differenceOfLeftOut } from "./withLeftOut.ts";

const { comparisons } = syntheticGroup({ sizes: [5] });
const [first] = comparisons as [Comparison];
const excluded = Array.from({ length: 2 }, () => ({
	...syntheticGroup({ sizes: [5], runs: 1 }).cells[0]?.runs[0],
})) as never[];
const cells = [{ excluded }];
const otherwise = (comparison: Comparison): Comparison => ({
	...comparison,
	outcome: comparison.outcome === "tooFew" ? "undecided" : "tooFew",
});

test("where no run is left out, there is nothing to say", () => {
	const group = { comparisons, cells: [{ excluded: [] }] };
	expect(differenceOfLeftOut(group)).toEqual([]);
	expect(comparisonWithLeftOut(first, group)).toBeNull();
});

test("where nothing comes out otherwise, that is said", () => {
	const group = { comparisons, cells, withLeftOut: { comparisons } };
	expect(differenceOfLeftOut(group)).toEqual([
		`With the 2 left-out runs, all ${comparisons.length} comparisons come out the same.`,
	]);
	expect(comparisonWithLeftOut(first, group)).toBe(
		"With the 2 left-out runs: the same outcome.",
	);
});

test("exactly those comparisons are told that come out otherwise, or that are there only then", () => {
	const indices = fc.subarray(comparisons.map((_, i) => i));
	fc.assert(
		fc.property(indices, indices, (changed, missing) => {
			const all = comparisons.map((each, i) =>
				changed.includes(i) ? otherwise(each) : each,
			);
			const group = {
				comparisons: comparisons.filter((_, i) => !missing.includes(i)),
				cells,
				withLeftOut: { comparisons: all },
			};
			const differing = new Set([...changed, ...missing]).size;
			const [summary, ...sentences] = differenceOfLeftOut(group);
			expect(sentences).toHaveLength(differing);
			expect(summary).toContain(
				differing === 0
					? `all ${all.length} comparisons come out the same.`
					: `${differing} of ${all.length} comparisons come`,
			);
			for (const i of changed) {
				expect(
					comparisonWithLeftOut(comparisons[i] as Comparison, group),
				).toMatch(/^With the 2 left-out runs it is otherwise: /);
			}
		}),
		{ numRuns: 30 },
	);
});
