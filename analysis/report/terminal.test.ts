import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunManifest } from "../schema/run.ts";
import { summarize } from "../statistics/summary.ts";
import { syntheticRun } from "../statistics/syntheticRun.fixture.ts";
import type { Report } from "./report.ts";
import { alignedRows, terminalTable } from "./terminal.ts";

function reported(fields: Partial<RunManifest> = {}) {
	const run = syntheticRun(fields);
	return {
		manifest: run.manifest,
		summary: summarize(run),
		figures: [],
		files: [],
	};
}

function report(fields: Partial<Report> = {}): Report {
	return {
		madeAt: "2026-01-01T00:01:00.000Z",
		newest: [reported()],
		older: [],
		problems: [],
		...fields,
	};
}

describe("terminalTable", () => {
	it("shows verdicts, losses, recovery and latencies with units", () => {
		const lines = terminalTable(report()).split("\n");
		const line = (start: string) =>
			lines.find((text) => text.startsWith(start))?.replaceAll(/\s+/g, " ");
		expect(line("every state")).toBe(
			"every state is on its hash chain ✓ holds",
		);
		expect(line("RPO")).toMatch(/\[updates\] 0$/);
		expect(line("RTO")).toMatch(/\[s\] 2\.50$/);
		expect(line("  of it")).toMatch(/\[s\] 1\.75 \/ 0\.75$/);
		expect(line("Persist")).toMatch(/\[ms\] 10\.0 \/ 10\.0 \/ 10\.0$/);
		expect(line("Retrieve")).toMatch(/\[ms\] –$/);
	});

	it("keeps within the terminal by starting another block", () => {
		const newest = ["a-5", "b-5", "c-5", "d-5"].map((stack) =>
			reported({ stack }),
		);
		const table = terminalTable(report({ newest }), 100);
		const widths = table.split("\n").map((line) => line.length);
		expect(Math.max(...widths)).toBeLessThanOrEqual(100);
		for (const stack of ["a-5", "b-5", "c-5", "d-5"]) {
			expect(table).toContain(stack);
		}
	});

	it("says what is incomplete, who stood in for whom, and what could not be read", () => {
		const table = terminalTable(
			report({
				newest: [
					reported({
						status: "incomplete",
						incompleteBecause: ["pod-1: a record is missing"],
					}),
				],
				problems: ["results/x: not JSON"],
			}),
		);
		expect(table).toContain("is INCOMPLETE: pod-1: a record is missing");
		expect(table).toContain("store: SyntheticDB stands in for CouchDB");
		expect(table).toContain("results/x: not JSON");
	});

	it("gives each older run a line", () => {
		const verdicts = { ...reported().manifest.verdicts, noFork: "violated" };
		const table = terminalTable(
			report({
				older: [reported({ id: "older", verdicts } as Partial<RunManifest>)],
			}),
		);
		const [older] = table.split("\n").filter((line) => line.includes("older"));
		expect(older).toContain("✗ VIOLATED");
	});
});

describe("alignedRows", () => {
	it("puts every cell of a column at the same place", () => {
		const cells = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), {
			minLength: 3,
			maxLength: 3,
		});
		fc.assert(
			fc.property(cells, cells, (left, right) => {
				const widths = alignedRows([left, right])
					.split("\n")
					.map((line) => line.length);
				expect(new Set(widths).size).toBe(1);
			}),
		);
	});
});
