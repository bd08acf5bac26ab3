import { expect, test } from "vitest";
import { table } from "./table.ts";

test("each figure is a row, each stack a column, and a cell is the median with the extremes", () => {
	const text = table([
		{
			stack: "central-5",
			repetitions: [
				{ "up [s]": 11.84, missed: 0, "heal [s]": null },
				{ "up [s]": 13.5, missed: 0, "heal [s]": null },
				{ "up [s]": 11.02, missed: 2, "heal [s]": null },
			],
		},
		{
			stack: "study-5",
			repetitions: [{ "up [s]": 120.4, missed: 30, "heal [s]": 9.123 }],
		},
	]);
	expect(text.split("\n")).toEqual([
		"median (smallest … largest)   central-5, 3 runs    study-5, 1 run",
		"up [s]                        11.8 (11.0 … 13.5)   120",
		"missed                        0 (0 … 2)            30",
		"heal [s]                      –                    9.12",
	]);
});

test("a figure that only some repetitions have says how many, and one that none has is left out", () => {
	const text = table([
		{
			stack: "study-5",
			repetitions: [
				{ a: 1, b: null, c: 1 },
				{ a: null, b: null, c: 2 },
				{ a: 3, b: null, c: 3 },
			],
		},
	]);
	expect(text).toMatch(/^a +2 \(1 … 3\), 2 of 3$/m);
	expect(text).not.toMatch(/^b/m);
	expect(text).toMatch(/^c +2 \(1 … 3\)$/m);
});

test("a stack whose every repetition failed keeps its column", () => {
	const [header = "", row = ""] = table([
		{ stack: "central-5", repetitions: [{ a: 1 }] },
		{ stack: "study-5", repetitions: [] },
	]).split("\n");
	expect(header).toContain("study-5, 0 runs");
	expect(row.endsWith("–")).toBe(true);
});
