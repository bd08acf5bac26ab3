import { expect, test } from "vitest";
import { budgetTable } from "./budget.ts";
import type { MetricRow } from "./digest/rows.ts";

const row = (replicas: number, run: string, metric: MetricRow["metric"], value: number | null): MetricRow => ({
	mode: "central",
	replicas,
	run,
	metric,
	view: "settled",
	value,
});

test("each mode and size is a row of medians over its runs, by size, and what nobody measured is a dash", () => {
	const lines = budgetTable([
		row(21, "c", "memoryPod", 30e6),
		row(5, "a", "memoryPod", 28e6),
		row(5, "b", "memoryPod", 26e6),
		row(5, "b", "cpuPod", null),
	]).split("\n");
	expect(lines[2]).toMatch(/^\| central \| 5 \| 2 \| 27 \| – \|/);
	expect(lines[3]).toMatch(/^\| central \| 21 \| 1 \| 30 \| – \|/);
	expect(lines).toHaveLength(4);
});
