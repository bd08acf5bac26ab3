import { describe, expect, it } from "vitest";
import { metricRows } from "./compare.fixture.ts";
import { outliers } from "./outliers.ts";

describe("outliers", () => {
	it("name the run that a median hides", () => {
		const rows = [
			...metricRows("startupMean", 5, {
				central: [1, 1.1, 0.9],
				decentral: [53, 548, 51],
			}),
			...metricRows("missedWorst", 5, {
				central: [0, 0, 88],
				decentral: [1, 0, 0],
			}),
		];
		expect(outliers(rows)).toEqual([
			{
				metric: "startupMean",
				mode: "decentral",
				replicas: 5,
				run: "decentral-5/1",
				value: 548,
				median: 53,
			},
			{
				metric: "missedWorst",
				mode: "central",
				replicas: 5,
				run: "central-5/2",
				value: 88,
				median: 0,
			},
		]);
	});

	it("leave alone what is usual in a metric that spreads widely", () => {
		const wide = { a: [1, 2, 5], b: [10, 4, 30], c: [3, 9, 1], d: [7, 2, 18] };
		expect(outliers(metricRows("persistP99", 5, wide))).toEqual([]);
	});

	it("don't look at fewer than three runs, nor below the median", () => {
		const rows = metricRows("persistP99", 5, {
			a: [1, 100],
			b: [50, 51, 1],
		});
		expect(outliers(rows)).toEqual([]);
	});

	it("know a Pod that never came back by its bound", () => {
		const rows = metricRows("rtoSlowest", 5, {
			volume: [0.8, 0.9, 1, null],
		}).map((row) => (row.value === null ? { ...row, atLeast: 28 } : row));
		expect(outliers(rows).map(({ run, value }) => [run, value])).toEqual([["volume-5/3", 28]]);
	});
});
