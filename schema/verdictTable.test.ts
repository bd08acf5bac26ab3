import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { verdicts } from "./run.ts";

const root = join(import.meta.dirname, "..");
const experiment = readFileSync(join(root, "docs/experiment.md"), "utf8");
const [, section = ""] = experiment.split("\n## What a verdict means\n");
const [told = ""] = section.split("\n## ");
/** The rows of each table, as their cells. */
const tables = told.split("\n\n").flatMap((block) => {
	const lines = block.trim().split("\n");
	if (!lines[0]?.startsWith("|")) return [];
	// Below the headings and the line beneath them.
	return [
		lines.slice(2).map((line) =>
			line
				.split("|")
				.slice(1, -1)
				.map((cell) => cell.trim()),
		),
	];
});
const [properties = [], doubts = []] = tables;

test("docs/experiment.md says of every property when it holds, is violated or unknown", () => {
	expect(properties.map(([name]) => name)).toEqual(Object.keys(verdicts.shape).map((name) => `\`${name}\``));
	for (const cells of properties) {
		expect(cells).toHaveLength(5);
		expect(cells.every((cell) => cell !== "")).toBe(true);
	}
});

test("it names files that are there", () => {
	expect(doubts.length).toBeGreaterThan(0);
	const named = [...told.matchAll(/`([\w/]+\.ts)`/g)].map(([, name = ""]) => name);
	const missing = named.filter(
		(name) => !["", "analysis", "analysis/checker"].some((folder) => existsSync(join(root, folder, name))),
	);
	expect(missing).toEqual([]);
	const columns = [...properties, ...doubts].map((cells) => cells.at(-1));
	for (const cell of columns) expect(cell).toMatch(/`\w+\.ts`/);
});
