import { describe, expect, it } from "vitest";
import { metricRows } from "./compare.fixture.ts";
import { compareModes } from "./compare.ts";
import { smallestAdjustedP } from "./compareReach.ts";

const settled = { view: "settled" } as const;
const low = [1, 2, 3, 4, 5];
const high = [11, 12, 13, 14, 15];

describe("compareModes", () => {
	it("tells which mode is lower, by how much and how sure", () => {
		const [comparison, ...others] = compareModes(
			metricRows("persistP50", 5, { central: low, decentral: high }),
			settled,
		);
		expect(others).toEqual([]);
		expect(comparison).toMatchObject({
			metric: "persistP50",
			replicas: 5,
			first: "central",
			second: "decentral",
			delta: 1,
			outcome: "firstLower",
		});
		expect(comparison?.estimates.map(({ median }) => median)).toEqual([3, 13]);
		expect(comparison?.ratio?.value).toBeCloseTo(13 / 3, 12);
		expect(comparison?.p).toBeCloseTo(2 / 252, 12);
		expect(comparison?.adjustedP).toBeCloseTo(2 / 252, 12);
	});

	it("says so of the second mode, too", () => {
		const [comparison] = compareModes(
			metricRows("persistP50", 5, { central: high, decentral: low }),
			settled,
		);
		expect(comparison?.outcome).toBe("secondLower");
		expect(comparison?.delta).toBe(-1);
	});

	it("doesn't test three against three", () => {
		const [comparison] = compareModes(
			metricRows("persistP50", 5, { central: [1, 2, 3], decentral: [7, 8, 9] }),
			settled,
		);
		expect(comparison).toMatchObject({
			p: null,
			adjustedP: null,
			outcome: "tooFew",
			delta: 1,
		});
	});

	it("leaves a difference undecided that chance explains", () => {
		const [comparison] = compareModes(
			metricRows("persistP50", 5, { central: low, decentral: [2, 3, 4, 5, 6] }),
			settled,
		);
		expect(comparison?.outcome).toBe("undecided");
	});

	it("corrects all that was tested together, and nothing else", () => {
		const rows = [
			...metricRows("persistP50", 5, { central: low, decentral: high }),
			...metricRows("persistP50", 9, { central: low, decentral: low }),
			...metricRows("persistP50", 13, { central: [1], decentral: [2] }),
			...metricRows("rpoWorst", 5, {
				central: [0, 0, 0, 0, 0],
				decentral: [0, 0, 0, 0, 0],
			}),
		];
		const comparisons = compareModes(rows, settled);
		const adjustedAt = (metric: string, replicas: number) =>
			comparisons.find(
				(each) => each.metric === metric && each.replicas === replicas,
			)?.adjustedP;
		// Two tests that count: rank 1 of 2, times 1 + ½ for their dependence.
		expect(adjustedAt("persistP50", 5)).toBeCloseTo((2 / 252) * 2 * 1.5, 12);
		expect(adjustedAt("persistP50", 9)).toBe(1);
		expect(adjustedAt("persistP50", 13)).toBeNull();
		expect(adjustedAt("rpoWorst", 5)).toBe(1);
	});

	it("leaves a metric undecided that is the same in every run", () => {
		const same = [0, 0, 0, 0, 0];
		const [comparison] = compareModes(
			metricRows("rpoWorst", 5, { central: same, decentral: same }),
			settled,
		);
		expect(comparison).toMatchObject({
			p: 1,
			adjustedP: 1,
			outcome: "undecided",
			ratio: null,
			delta: 0,
		});
	});

	it("leaves out runs without a value, and modes without any", () => {
		const rows = [
			...metricRows("rtoMedian", 5, {
				central: [...low, null],
				decentral: [...high, null, null],
			}),
			...metricRows("memoryStore", 5, {
				central: low,
				decentral: [null, null],
			}),
		];
		const comparisons = compareModes(rows, settled);
		expect(comparisons.map(({ metric }) => metric)).toEqual(["rtoMedian"]);
		expect(comparisons[0]?.estimates[1].values).toEqual(high);
	});

	it("goes by metric, size and pair, in the order of the modes' first rows", () => {
		const modes = { decentral: low, central: low, study: high };
		const rows = [
			...metricRows("cpuPod", 21, modes),
			...metricRows("persistP50", 21, modes),
			...metricRows("persistP50", 5, modes),
		];
		const told = compareModes(rows, settled).map(
			({ metric, replicas, first, second }) =>
				`${metric} ${replicas} ${first} ${second}`,
		);
		expect(told).toEqual(
			["persistP50 5", "persistP50 21", "cpuPod 21"].flatMap((cell) => [
				`${cell} decentral central`,
				`${cell} decentral study`,
				`${cell} central study`,
			]),
		);
	});

	it("compares the view, the pairs and the metrics that it is asked for", () => {
		const rows = [
			...metricRows("cpuPod", 5, { a: low, b: low, c: low }),
			...metricRows("persistP50", 5, { a: low, b: low, c: low }),
		];
		const asked = compareModes(rows, {
			view: "settled",
			pairs: [["c", "a"]],
			metrics: ["cpuPod"],
		});
		expect(asked.map(({ metric, first }) => metric + first)).toEqual([
			"cpuPodc",
		]);
		expect(compareModes(rows, { view: "whole" })).toEqual([]);
	});

	it("refuses to count a run twice", () => {
		const rows = metricRows("cpuPod", 5, { a: low, b: high });
		expect(() => compareModes([...rows, ...rows.slice(0, 1)], settled)).toThrow(
			"The run a-5/0 has two rows of cpuPod: it would count twice.",
		);
	});
});

describe("smallestAdjustedP", () => {
	it("says that the correction leaves four runs no chance among many tests", () => {
		const metrics = ["persistP50", "persistP95", "persistP99"] as const;
		const comparisons = compareModes(
			metrics.flatMap((metric) =>
				metricRows(metric, 5, { a: [1, 3, 5, 7], b: [2, 4, 6, 8] }),
			),
			settled,
		);
		const best = (2 / 70) * 3 * (1 + 1 / 2 + 1 / 3);
		for (const smallest of smallestAdjustedP(comparisons)) {
			expect(smallest).toBeCloseTo(best, 12);
			expect(smallest).toBeGreaterThan(0.05);
		}
	});

	it("is never above the adjusted p, and equal to it where runs don't overlap", () => {
		const comparisons = compareModes(
			[
				...metricRows("persistP50", 5, { a: low, b: high }),
				...metricRows("persistP95", 5, { a: low, b: [2, 3, 14, 15, 16] }),
			],
			settled,
		);
		const [apart, overlapping] = smallestAdjustedP(comparisons);
		expect(apart).toBeCloseTo(comparisons[0]?.adjustedP as number, 12);
		expect(overlapping).toBeLessThan(comparisons[1]?.adjustedP as number);
	});

	it("is null where nothing was tested, or nothing could differ", () => {
		const comparisons = compareModes(
			[
				...metricRows("rpoWorst", 5, { a: [0, 0, 0, 0], b: [0, 0, 0, 0] }),
				...metricRows("cpuPod", 5, { a: [1, 2], b: [3, 4] }),
			],
			settled,
		);
		expect(smallestAdjustedP(comparisons)).toEqual([null, null]);
	});
});
