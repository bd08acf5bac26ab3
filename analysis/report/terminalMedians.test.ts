import { expect, test } from "vitest";
import { syntheticGroup, syntheticIncluded } from "./group.fixture.ts";
import { medianTable } from "./terminalMedians.ts";

const group = syntheticGroup({ runs: 3 });

test("each repeated cell has a column with the medians of its runs", () => {
	const [table = ""] = medianTable(group, 200);
	const lines = table.split("\n").map((line) => line.trim().split(/\s{2,}/));
	expect(lines[0]).toEqual([
		"central‡-5",
		"central‡-21",
		"decentral-5",
		"decentral-21",
	]);
	expect(lines[1]).toEqual([
		"runs, and left out",
		"3, 0",
		"3, 0",
		"3, 0",
		"3, 0",
	]);
	expect(lines[2]?.[1]).toBe("✓ holds");
	const values = group.tables.metrics
		.filter(
			({ mode, replicas, metric, view }) =>
				mode === "decentral" &&
				replicas === 21 &&
				metric === "persistP50" &&
				view === "settled",
		)
		.map(({ value }) => value as number)
		.sort((a, b) => a - b);
	const line = lines.find(([label]) => label === "Persist latency, p50 [ms]");
	expect(line?.[4]).toBe(((values[1] as number) * 1000).toFixed(1));
});

test("cells of one run are left to the tables of single runs", () => {
	expect(medianTable(syntheticGroup({ runs: 1 }), 200)).toEqual([]);
	const cells = group.cells.map((cell, i) =>
		i === 0 ? { ...cell, runs: [syntheticIncluded("central‡-5", 0)] } : cell,
	);
	const [table = ""] = medianTable({ ...group, cells }, 200);
	expect(table.split("\n")[0]?.trim().split(/\s+/)).toEqual([
		"central‡-21",
		"decentral-5",
		"decentral-21",
	]);
});

test("a narrow terminal gets the columns below each other", () => {
	const [table = ""] = medianTable(group, 80);
	const widths = table.split("\n").map((line) => line.length);
	expect(Math.max(...widths)).toBeLessThanOrEqual(80);
	expect(table).toContain("decentral-21");
});
