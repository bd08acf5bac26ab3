import { describe, expect, it } from "vitest";
import type { FaultWindow, Measures } from "../../schema/run.ts";
import { syntheticWindow } from "../statistics/syntheticRun.fixture.ts";
import { syntheticGroup, syntheticReport, syntheticReported } from "./report.fixture.ts";
import type { ReportedRun } from "./report.ts";
import { terminalText } from "./terminal.ts";

const pair: ReportedRun[] = ["central", "decentral"].map((mode) => syntheticReported({ mode, stack: `${mode}-5` }));

describe("two single runs", () => {
	const text = terminalText(
		syntheticReport({
			groups: [syntheticGroup({ runs: 1, sizes: [5] })],
			runs: pair,
		}),
	);

	it("end with a table and three sentences", () => {
		const [table, sentences] = text.split("\n\n");
		expect(table).toMatch(/^newest run of +central-5‡ +decentral-5‡\n/);
		expect(table).toMatch(/RTO, slowest deleted Pod \[s\] +0\.01 +0\.01/);
		expect(sentences?.split("\n")).toHaveLength(3);
	});

	it("mark modes whose store is a stand-in", () => {
		expect(text).toContain("\n‡ with a stand-in for CouchDB: ");
	});

	it("claim what two runs allow, and name the next command with its minutes", () => {
		const [safety, difference, next] = text.split("\n").slice(-3);
		expect(safety).toMatch(/^Central and decentral kept every acknowledged update in all 2 runs; /);
		expect(difference).toMatch(/^In this one run of each central is back .* can't tell a method from chance\.$/);
		expect(next).toMatch(
			/^To be surer: npx holdfast sweep --modes central,decentral --replicas 5 .* \(about 10 minutes\)\.$/,
		);
	});

	it("say that they are not to be trusted", () => {
		const untrusted = terminalText(
			syntheticReport({
				groups: [{ ...syntheticGroup({ runs: 1, sizes: [5] }), untrusted: true }],
				runs: pair.map((run) => ({
					...run,
					flaw: "untrusted: busy.",
					used: false,
				})),
			}),
		);
		expect(untrusted).toContain("In this one run of each, not to be trusted, central");
		expect(untrusted).toContain("LEFT OUT");
		expect(untrusted).toContain("central-5/20260101T000000Z: untrusted: busy.");
	});
});

describe("many runs", () => {
	const text = terminalText(
		syntheticReport({
			runs: [...pair, ...pair.map((run) => ({ ...run, name: `${run.name}-2` }))],
			problems: ["A folder can't be read."],
		}),
	);

	it("begin with safety, then a line for each question, needs, and what would make it surer", () => {
		const lines = text.split("\n");
		expect(lines[0]).toMatch(/^Safety: central and decentral kept /);
		expect(lines[1]).toMatch(/^central is back .*× sooner than decentral \[.*\]: shown, p /);
		expect(text.indexOf("If nothing may be lost")).toBeLessThan(text.indexOf("newest run of"));
	});

	it("end with what could not be read", () => {
		expect(text.endsWith("A folder can't be read.")).toBe(true);
	});
});

it("tells of each fault what its witness saw, and of each run what isn't known or wasn't kept", () => {
	const [run] = pair as [ReportedRun];
	const { manifest } = run;
	const witness: FaultWindow["witness"] = {
		injected: {
			outcome: "mismatch",
			victims: [
				{
					pod: "pod-1",
					outcome: "mismatch",
					value: 0,
					detail: "0 packets dropped",
				},
			],
		},
		undone: null,
	};
	const text = terminalText(
		syntheticReport({
			groups: [],
			runs: [
				{
					...run,
					manifest: {
						...manifest,
						verdicts: { ...manifest.verdicts, durability: "unknown" },
						evidence: [
							{
								property: "durability",
								pod: "pod-1",
								verdict: "unknown",
								observations: 0,
								because: "Nobody looked.",
							},
						],
						thresholds: [{ name: "rtoSeconds", limit: 8, value: 9, held: false }],
						measures: {
							...(manifest.measures as Measures),
							windows: [syntheticWindow({ witness, steady: null })],
						},
					},
				},
			],
		}),
	);
	expect(text).toMatch(/delete-pods +mismatch \(0\)/);
	for (const doubt of [
		"UNKNOWN of 1 of 6 safety properties whether it held: Nobody looked.",
		"never back after delete-pods",
		"delete-pods of pod-1: mismatch: 0 packets dropped",
		"at most 8 s: 9 s, CROSSED",
	]) {
		expect(text).toContain(doubt);
	}
});

it("tells that nothing could be read", () => {
	expect(terminalText(syntheticReport({ groups: [], runs: [], problems: ["There is no run."] }))).toBe(
		"There is no run.",
	);
});
