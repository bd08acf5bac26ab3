import { describe, expect, it } from "vitest";
import { metricNames } from "../digest/metrics.ts";
import { metricRows } from "./compare.fixture.ts";
import { compareModes, isEquivalent, sharedValue } from "./compare.ts";

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
			first: "central",
			second: "decentral",
			delta: 1,
			outcome: "firstLower",
		});
		const [size, ...otherSizes] = comparison?.sizes ?? [];
		expect(otherSizes).toEqual([]);
		expect(size?.replicas).toBe(5);
		expect(size?.estimates.map(({ median }) => median)).toEqual([3, 13]);
		expect(comparison?.ratio).toEqual(size?.ratio);
		expect(comparison?.ratio?.value).toBeCloseTo(13 / 3, 12);
		expect(comparison?.p).toBeCloseTo(2 / 252, 12);
		expect(comparison?.adjustedP).toBeCloseTo(2 / 252, 12);
	});

	it("says so of the second mode, too", () => {
		const [comparison] = compareModes(metricRows("persistP50", 5, { central: high, decentral: low }), settled);
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

	it("puts the sizes' evidence together: three runs at each of two sizes can show what three can't", () => {
		const [comparison] = compareModes(
			[
				...metricRows("persistP50", 9, { a: [21, 22, 23], b: [27, 28, 29] }),
				...metricRows("persistP50", 5, { a: [1, 2, 3], b: [7, 8, 9] }),
			],
			settled,
		);
		expect(comparison?.sizes.map(({ replicas }) => replicas)).toEqual([5, 9]);
		expect(comparison?.p).toBeCloseTo(2 / 400, 12);
		expect(comparison?.outcome).toBe("firstLower");
	});

	it("corrects the metrics of two modes for each other by what their runs have in common", () => {
		const four = { a: [1, 2, 3, 4], b: [11, 12, 13, 14] };
		const nine = metricNames.slice(0, 9);
		const comparisons = compareModes(
			nine.flatMap((metric) => metricRows(metric, 5, four)),
			settled,
		);
		expect(comparisons).toHaveLength(9);
		for (const { adjustedP, outcome } of comparisons) {
			expect(adjustedP).toBeCloseTo(2 / 70, 12);
			expect(outcome).toBe("firstLower");
		}
	});

	it("asks for more where more modes are compared and don't differ", () => {
		const rows = metricRows("persistP50", 5, {
			a: low,
			b: high,
			c: [1.5, 2.5, 3.5, 4.5, 5.5],
		});
		const [alone] = compareModes(rows, { ...settled, pairs: [["a", "b"]] });
		const [among] = compareModes(rows, settled);
		expect(among?.p).toBe(alone?.p);
		expect(among?.adjustedP).toBeGreaterThan(alone?.adjustedP as number);
	});

	it("says of a metric that is the same in every run that it is alike", () => {
		const same = [0, 0, 0, 0, 0];
		const [comparison] = compareModes(metricRows("rpoWorst", 5, { central: same, decentral: same }), settled);
		expect(comparison).toMatchObject({
			p: 1,
			adjustedP: 1,
			outcome: "alike",
			ratio: null,
			delta: 0,
		});
		expect(sharedValue(comparison as NonNullable<typeof comparison>)).toBe(0);
	});

	it("says where the interval leaves no room for more than 10 %", () => {
		const [close, wide] = compareModes(
			[
				...metricRows("persistP50", 5, {
					a: [100, 101, 102, 103, 104],
					b: [100.5, 99.5, 104.5, 102.5, 103.5],
				}),
				...metricRows("persistP95", 5, {
					a: [70, 90, 102, 120, 130],
					b: [75, 85, 104, 125, 128],
				}),
			],
			settled,
		);
		expect(close?.outcome).toBe("equivalent");
		expect(isEquivalent(close?.ratio ?? null)).toBe(true);
		expect(wide?.outcome).toBe("undecided");
	});

	it("makes no ratio of a run of which only a bound is known, and ranks it last", () => {
		const rows = metricRows("rtoSlowest", 5, {
			a: [1, 2, 3, 4, 5],
			b: [6, 7, 8, 9, null],
		}).map((row) => (row.value === null ? { ...row, atLeast: 0.5 } : row));
		const [comparison] = compareModes(rows, settled);
		expect(comparison).toMatchObject({
			ratio: null,
			delta: 1,
			outcome: "firstLower",
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
		expect(comparisons[0]?.sizes[0]?.estimates[1].values).toEqual(high);
	});

	it("goes by metric and pair, in the order of the modes' first rows, and by size within", () => {
		const modes = { decentral: low, central: low, study: high };
		const rows = [
			...metricRows("cpuPod", 21, modes),
			...metricRows("persistP50", 21, modes),
			...metricRows("persistP50", 5, modes),
		];
		const told = compareModes(rows, settled).map(
			({ metric, sizes, first, second }) => `${metric} ${sizes.map(({ replicas }) => replicas)} ${first} ${second}`,
		);
		expect(told).toEqual(
			["persistP50 5,21", "cpuPod 21"].flatMap((cell) => [
				`${cell} decentral central`,
				`${cell} decentral study`,
				`${cell} central study`,
			]),
		);
	});

	it("compares at no size that only one of the modes was run at", () => {
		const rows = [
			...metricRows("cpuPod", 5, { a: low, b: high }),
			...metricRows("cpuPod", 9, { a: low }),
			...metricRows("cpuPod", 13, { b: low }),
		];
		const sizes = compareModes(rows, settled).flatMap((each) => each.sizes);
		expect(sizes.map(({ replicas }) => replicas)).toEqual([5]);
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
		expect(asked.map(({ metric, first }) => metric + first)).toEqual(["cpuPodc"]);
		expect(compareModes(rows, { view: "whole" })).toEqual([]);
	});

	it("refuses to count a run twice", () => {
		const rows = metricRows("cpuPod", 5, { a: low, b: high });
		expect(() => compareModes([...rows, ...rows.slice(0, 1)], settled)).toThrow(
			"The run a-5/0 has two rows of cpuPod: it would count twice.",
		);
	});
});
