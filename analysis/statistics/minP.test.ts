import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { familywise, mostArrangements, type RunsToShare } from "./minP.ts";
import { seededDraw } from "./random.ts";
import { rankScores, rankTest } from "./rankTest.ts";

/** Runs of two groups, with their values in each metric. */
function stratum(first: readonly (readonly number[])[], second: readonly (readonly number[])[]): RunsToShare {
	const runs = [...first, ...second];
	return {
		first: first.length,
		second: second.length,
		scores: (runs[0] ?? []).map((_, metric) => rankScores(runs.map((values) => values[metric] as number))),
	};
}

const run = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }));
const runs = fc.array(run, { minLength: 2, maxLength: 4 });

describe("familywise", () => {
	it("costs metrics nothing that say the same: four runs against four keep 2/70", () => {
		const low = [1, 2, 3, 4].map((v) => [v, 2 * v, v + 1]);
		const high = [11, 12, 13, 14].map((v) => [v, 2 * v, v + 1]);
		// Benjamini and Yekutieli's correction would make 2/70 · (1 + ½ + ⅓) = 0.052 of it, and 0.081
		// of nine metrics.
		for (const p of familywise([stratum(low, high)])) {
			expect(p).toBeCloseTo(2 / 70, 12);
		}
	});

	it("keeps the p of a single metric", () => {
		fc.assert(
			fc.property(runs, runs, (first, second) => {
				const one = (of: readonly (readonly number[])[]) => of.map(([value = 0]) => [value]);
				const [p] = familywise([stratum(one(first), one(second))]);
				expect(p).toBeCloseTo(rankTest([{ first: one(first).flat(), second: one(second).flat() }]).p, 9);
			}),
		);
	});

	it("is no smaller than a metric's own p, and no larger than Bonferroni's and Holm's", () => {
		fc.assert(
			fc.property(runs, runs, (first, second) => {
				const own = [0, 1, 2].map(
					(metric) =>
						rankTest([
							{
								first: first.map((values) => values[metric] as number),
								second: second.map((values) => values[metric] as number),
							},
						]).p,
				);
				familywise([stratum(first, second)]).forEach((p, metric) => {
					expect(p).toBeGreaterThanOrEqual((own[metric] as number) - 1e-9);
					expect(p).toBeLessThanOrEqual(Math.min(1, 3 * (own[metric] as number)) + 1e-9);
				});
			}),
		);
	});

	it("keeps the order of the metrics' own p", () => {
		const first = [
			[1, 1],
			[2, 9],
			[3, 3],
			[4, 4],
		];
		const second = [
			[11, 2],
			[12, 6],
			[13, 7],
			[14, 8],
		];
		const [clear, unclear] = familywise([stratum(first, second)]);
		expect(clear).toBeLessThan(unclear as number);
	});

	it("draws arrangements where there are too many, the same for the same seed, and never says 0", () => {
		const first = Array.from({ length: 12 }, (_, i) => [i, i % 5]);
		const second = Array.from({ length: 12 }, (_, i) => [i + 100, (i * 3) % 5]);
		const drawn = familywise([stratum(first, second)]);
		expect(drawn).toEqual(familywise([stratum(first, second)]));
		expect(drawn[0]).toBeGreaterThanOrEqual(1 / mostArrangements);
		expect(drawn[0]).toBeLessThan(5 / mostArrangements);
		expect(drawn[1]).toBeGreaterThan(0.1);
	});

	it("draws what it would count", () => {
		// 9 against 9 are 48,620 ways, so they are drawn.
		const draw = seededDraw(7);
		const values = () => Array.from({ length: 9 }, () => draw(1000));
		const [first, second] = [values(), values().map((v) => v + 250)];
		const [p] = familywise([
			stratum(
				first.map((v) => [v]),
				second.map((v) => [v]),
			),
		]);
		const exact = rankTest([{ first, second }]).p;
		expect(Math.abs((p as number) - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / mostArrangements));
	});

	it("has nothing to adjust without metrics", () => {
		expect(familywise([])).toEqual([]);
	});
});
