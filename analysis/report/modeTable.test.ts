import { expect, test } from "vitest";
import type { MetricName, MetricRow, View } from "../digest/rows.ts";
import { modeTable } from "./modeTable.ts";

function rows(
	mode: string,
	replicas: number,
	values: readonly (number | null)[],
	metric: MetricName = "persistP50",
	view: View = "settled",
): MetricRow[] {
	return values.map((value, i) => ({
		mode,
		replicas,
		run: `${mode}-${replicas}/${i}`,
		metric,
		view,
		value,
	}));
}

test("a cell has the median of its runs, and an interval where there are enough of them", () => {
	const table = modeTable(
		[
			...rows("decentral", 5, [5, 1, 3, 2, 4]),
			...rows("central", 21, [7, 9]),
			...rows("central", 5, [1, 2, 3]),
		],
		"settled",
	);
	expect(table.sizes).toEqual([5, 21]);
	expect(table.runs).toEqual([
		{ mode: "central", counts: [3, 2] },
		{ mode: "decentral", counts: [5, 0] },
	]);
	const [metric] = table.metrics;
	expect(metric?.modes.map(({ mode }) => mode)).toEqual([
		"central",
		"decentral",
	]);
	expect(metric?.modes[0]?.cells).toMatchObject([
		{ median: 2, interval: null, values: [1, 2, 3] },
		{ median: 8, interval: null },
	]);
	expect(metric?.modes[1]?.cells[0]).toMatchObject({
		median: 3,
		interval: { low: 1, high: 5 },
	});
	expect(metric?.modes[1]?.cells[1]).toBeNull();
	expect(table.someWithout).toBe(true);
	expect(table.confidences).toEqual([0.9375]);
});

test("views are kept apart", () => {
	const both = [
		...rows("central", 5, [1]),
		...rows("central", 5, [9], "persistP50", "whole"),
	];
	expect(modeTable(both, "whole").metrics[0]?.modes[0]?.cells[0]?.median).toBe(
		9,
	);
});

test("metrics stand in the order of all tables, and those that no run has are left out", () => {
	const table = modeTable(
		[
			...rows("central", 5, [1], "cpuTotal"),
			...rows("central", 5, [0], "rpoWorst"),
			...rows("central", 5, [null], "memoryAdded"),
		],
		"settled",
	);
	expect(table.metrics.map(({ metric }) => metric)).toEqual([
		"rpoWorst",
		"cpuTotal",
	]);
});
