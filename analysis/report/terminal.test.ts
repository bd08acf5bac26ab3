import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunManifest } from "../schema/run.ts";
import { summarize } from "../statistics/summary.ts";
import {
	syntheticRecovery,
	syntheticRun,
	syntheticWindow,
	syntheticWorkingSets,
} from "../statistics/syntheticRun.fixture.ts";
import { syntheticGroup, syntheticPicture } from "./group.fixture.ts";
import type { Report } from "./report.ts";
import { terminalTable } from "./terminal.ts";
import { alignedRows } from "./textTable.ts";

function reported(fields: Partial<RunManifest> = {}) {
	const run = syntheticRun(fields);
	return {
		manifest: run.manifest,
		summary: summarize(run),
		damaged: false,
		figures: [],
		files: [],
	};
}

function report(fields: Partial<Report> = {}): Report {
	return {
		madeAt: "2026-01-01T00:01:00.000Z",
		verdicts: syntheticPicture({ name: "verdicts" }),
		groups: [],
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
		expect(line("  of it termination")).toMatch(/\[s\] 1\.00$/);
		expect(line("  of it ready")).toMatch(/\[s\] 0\.50$/);
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

	it("shows the medians of repeated cells, for each protocol apart", () => {
		const group = syntheticGroup({ sizes: [5], runs: 2 });
		const once = syntheticGroup({ sizes: [5], runs: 1 });
		const groups = [group, { ...once, name: "thesis (no faults)" }];
		const table = terminalTable(report({ groups }));
		expect(table).toContain("Medians over all runs of quick (delete-pods):\n");
		expect(table).toMatch(/runs, and left out +2, 0 +2, 0\n/);
		expect(table).not.toContain("Medians over all runs of thesis");
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

	it("says in one line what was not observed, where a verdict isn't known", () => {
		const { verdicts } = reported().manifest;
		const entry = (pod: string, because: string) => ({
			...({ property: "durability", verdict: "unknown" } as const),
			...{ pod, observations: 3, because },
		});
		const newest = [
			reported({
				verdicts: { ...verdicts, durability: "unknown" },
				evidence: [
					entry("pod-0", "Nobody looked for pod-0."),
					entry("pod-1", "Nobody looked for pod-1."),
					entry("pod-2", "Nobody looked for pod-1."),
				],
			}),
		];
		expect(terminalTable(report({ newest }))).toMatch(
			/^synthetic-2, run \S+: UNKNOWN of 1 of 6 safety properties whether it held: Nobody looked for pod-0\. Nobody looked for pod-1\.$/m,
		);
		expect(
			terminalTable(report({ older: [reported(), ...newest, ...newest] })),
		).toMatch(/^UNKNOWN in 2 of 3 of them: Nobody looked for pod-0\. /m);
		expect(terminalTable(report({ older: [reported()] }))).not.toContain(
			"UNKNOWN",
		);
	});

	it("shows what the method's containers take where a run has some, and nothing for the others", () => {
		const run = syntheticRun({ stack: "decentral-2", mode: "decentral" });
		const samples = [
			...run.samples,
			...syntheticWorkingSets("app", 30e6),
			...syntheticWorkingSets("consensus", 50e6),
			...syntheticWorkingSets("hazelcast", 90e6),
		];
		const decentral = {
			...reported(),
			manifest: run.manifest,
			summary: summarize({ ...run, samples }),
		};
		const table = terminalTable(report({ newest: [reported(), decentral] }));
		const cells = (start: string) =>
			table
				.split("\n")
				.find((text) => text.startsWith(start))
				?.split("[MB]")[1]
				?.trim()
				.split(/\s+/);
		expect(cells("Working set of its container")).toEqual(["–", "30.0"]);
		expect(cells("Working set of container consensus")).toEqual(["–", "50.0"]);
		expect(cells("Working set of container hazel")).toEqual(["–", "90.0"]);
		expect(cells("Working set added by the method")).toEqual(["–", "140.0"]);
		expect(terminalTable(report())).not.toContain("of container");
		expect(terminalTable(report())).not.toContain("added by the method");
	});

	it("counts lost majorities and what became of them, and the time to heal", () => {
		const { measures } = reported().manifest;
		if (measures === undefined) throw new Error("The fixture has no measures.");
		const lost = "2026-01-01T00:00:15.000Z";
		const restored = "2026-01-01T00:00:20.000Z";
		const loss = { group: "group-0", lost, restored, reset: false };
		const consensus = {
			majorityLost: [
				loss,
				{ ...loss, reset: true },
				{ ...loss, restored: null, reset: true },
			],
			heals: [
				{ pod: "pod-0", durationSeconds: 3 },
				{ pod: "pod-1", durationSeconds: 4 },
			],
		};
		const quiet = { majorityLost: [], heals: [] };
		const withConsensus = (said: typeof consensus | typeof quiet) =>
			reported({ measures: { ...measures, consensus: said } });
		const table = terminalTable(
			report({
				newest: [reported(), withConsensus(quiet), withConsensus(consensus)],
			}),
			200,
		);
		expect(table).toMatch(
			/majority +– +0 +3 \(1 restored, 1 reset, 1 not restored\)\n/,
		);
		expect(table).toMatch(/again \(median\) \[s\] +– +– +3\.50\n/);
		const one = { majorityLost: [loss], heals: [] };
		expect(terminalTable(report({ newest: [withConsensus(one)] }))).toMatch(
			/majority +1 \(restored\)\n/,
		);
		const untold = terminalTable(report({ newest: [withConsensus(quiet)] }));
		expect(untold).not.toContain("majority");
		expect(untold).not.toContain("Healing");
	});

	const { protocol, measures } = reported().manifest;
	if (measures === undefined) throw new Error("The fixture has no measures.");
	const cutOff = {
		kind: "cut-off",
		atSeconds: 15,
		victims: 1,
		target: "any",
		lastsSeconds: 10,
	} as const;

	it("tells nothing of single faults where Pods were deleted once, as usual", () => {
		const usual = {
			...measures,
			windows: [syntheticWindow()],
			reads: { count: 9, stale: 0, worstUpdates: 0, worstSeconds: 0 },
		};
		expect(
			terminalTable(report({ newest: [reported({ measures: usual })] })),
		).toBe(terminalTable(report()));
	});

	it("gives each fault a line where others were injected, and counts clients' answers", () => {
		const run = reported({
			protocol: { ...protocol, faults: [cutOff, ...protocol.faults] },
			measures: {
				...measures,
				windows: [
					syntheticWindow({ fault: "cut-off", steady: null }),
					syntheticWindow({ number: 1 }),
				],
				reads: { count: 9, stale: 0, worstUpdates: 0, worstSeconds: 0 },
			},
		});
		const lines = terminalTable(report({ newest: [run] })).split("\n");
		expect(lines[0]).toBe("Protocol quick (cut-off, delete-pods)");
		const faults = lines.filter((line) => /^synthetic-2 +(cut|del)/.test(line));
		expect(faults.map((line) => line.split(/\s{2,}/))).toEqual([
			[
				...["synthetic-2", "cut-off", "15.0", "not within the run"],
				...["not within the run", "1", "1.2", "3.4", "–", "–"],
			],
			[
				...["synthetic-2", "delete-pods", "15.0", "–", "4.5", "1", "1.2"],
				...["3.4", "–", "–"],
			],
		]);
		expect(lines).toContain(
			"synthetic-2: Clients got 9 answers, none of them stale.",
		);
		expect(lines).toContain(
			"synthetic-2, run 20260101T000000Z: never steady again after cut-off",
		);
	});

	it("says of the usual fault, too, whether witnesses saw it bite, and what they saw of one that didn't", () => {
		const victim = (pod: string, value: number) => ({
			pod,
			outcome: "confirmed" as const,
			value,
			detail: "deleted",
		});
		const missed = {
			...victim("pod-1", 0),
			outcome: "mismatch" as const,
			detail: "0 deletions were seen",
		};
		const run = reported({
			measures: {
				...measures,
				windows: [
					syntheticWindow({
						witness: {
							injected: {
								outcome: "mismatch",
								victims: [victim("pod-0", 0.25), missed],
							},
							undone: null,
						},
					}),
				],
			},
		});
		const table = terminalTable(report({ newest: [run] }));
		expect(table).toMatch(/synthetic-2 +delete-pods +mismatch \(0\.25, 0\) +–/);
		expect(table).toContain(
			"delete-pods of pod-1: mismatch: 0 deletions were seen",
		);
		expect(table).not.toContain("delete-pods of pod-0");
	});

	it("puts runs of different protocols or faults below each other, never side by side", () => {
		const other = reported({
			stack: "central-9",
			protocol: { ...protocol, name: "thesis" },
		});
		const lines = terminalTable(
			report({ newest: [reported(), other] }),
			200,
		).split("\n");
		const at = (text: string) => lines.indexOf(text);
		expect(at("Protocol quick (delete-pods)")).toBe(0);
		expect(at("Protocol thesis (delete-pods)")).toBeGreaterThan(5);
		expect(lines.filter((line) => line.includes("central-9"))).toHaveLength(1);
		expect(lines.find((line) => line.includes("central-9"))).not.toContain(
			"synthetic-2",
		);
	});

	it("marks a run that is untrusted or damaged, and a threshold that was crossed", () => {
		const run = {
			...reported({
				trust: {
					trusted: false,
					reasons: ["The machine was busy."],
					stealShare: null,
					loadAverageAtStart: 5,
					lateShare: 0,
				},
				thresholds: [
					{ name: "rtoSeconds", limit: 2, value: 2.5, held: false },
					{ name: "missedUpdates", limit: 2, value: 1, held: true },
				],
			}),
			damaged: true,
		};
		const table = terminalTable(report({ newest: [run] }));
		expect(table).toMatch(/\nstatus +complete, DAMAGED, UNTRUSTED\n/);
		expect(table).toContain(": UNTRUSTED: The machine was busy.");
		expect(table).toContain(": slowest recovery at most 2 s: 2.5 s, CROSSED");
		expect(table).not.toContain("worst survivor at most");
	});

	it("says of a Pod that didn't persist again that it was not within the run", () => {
		const recoveries = [syntheticRecovery({ rtoSeconds: null })];
		const run = reported({ measures: { ...measures, recoveries } });
		expect(terminalTable(report({ newest: [run] }))).toMatch(
			/RTO, .* 1 not within the run\n/,
		);
	});

	it("gives each older run a line", () => {
		const verdicts = { ...reported().manifest.verdicts, noFork: "violated" };
		const table = terminalTable(
			report({
				older: [reported({ id: "older", verdicts } as Partial<RunManifest>)],
			}),
		);
		const [older] = table
			.split("\n")
			.filter(
				(line) => line.startsWith("synthetic-2") && line.includes(" older "),
			);
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
