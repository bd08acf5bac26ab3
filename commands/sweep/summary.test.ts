import { expect, test } from "vitest";
import type { JournalEntry } from "../../analysis/sweepJournal.ts";
import type { RunManifest, Verdicts } from "../../schema/run.ts";
import { planOf } from "./plan.ts";
import { endingsOf, exitCodeOf, summaryTable } from "./summary.ts";

const plan = planOf({
	modes: ["central"],
	replicas: [10, 5],
	protocols: ["quick"],
	faults: [null],
	repeat: 2,
	seed: 1,
	set: {},
});

const expected: "durability"[] = ["durability"];
const held: Verdicts = {
	chain: "holds",
	durability: "holds",
	monotonic: "holds",
	noFork: "holds",
	fresh: "holds",
	noPhantom: "holds",
};
const lossy: Verdicts = { ...held, durability: "violated" };
const verdictsIn = new Map<string, Pick<RunManifest, "verdicts" | "expectedViolations" | "thresholds">>([
	["fine", { verdicts: held }],
	[
		"slow",
		{
			verdicts: held,
			thresholds: [{ name: "rtoSeconds", limit: 1, value: 2, held: false }],
		},
	],
	["lossy", { verdicts: lossy }],
	["lossy as expected", { verdicts: lossy, expectedViolations: expected }],
	[
		"not only lossy",
		{
			verdicts: { ...lossy, chain: "violated" as const },
			expectedViolations: expected,
		},
	],
]);

const ended = (
	run: string,
	outcome: "complete" | "untrusted" | "incomplete" | "failed",
	folder?: string,
): JournalEntry => ({
	time: "2026-11-23T09:30:00.000Z",
	run,
	attempt: 1,
	event: "ended",
	outcome,
	...(folder !== undefined && { folder }),
});

const journal = [
	ended("central-5 quick 1/2", "complete", "fine"),
	ended("central-5 quick 2/2", "complete", "lossy"),
	ended("central-10 quick 1/2", "failed"),
];
const endings = (entries: readonly JournalEntry[], retries = 0) => endingsOf(plan, entries, retries, verdictsIn);

test("each cell has a line that counts how its runs ended and what they say of safety", () => {
	expect(summaryTable(endings(journal))).toBe(
		[
			"                  complete  untrusted  incomplete  failed  pending  safety holds  violated  unknown",
			"central-5 quick          2          0           0       0        0             1         1        0",
			"central-10 quick         0          0           0       1        1             0         0        0",
		].join("\n"),
	);
});

test("what the method can have brought about is not tried again, and says what it says of safety", () => {
	const entry = ended("central-5 quick 1/2", "incomplete", "lossy");
	expect(
		endings([{ ...entry, cause: "method" } as JournalEntry], 1).find(({ run }) => run.id === "central-5 quick 1/2"),
	).toMatchObject({
		outcome: "incomplete",
		counted: true,
		verdict: "violated",
		toBlame: true,
	});
});

test("a run that is to be tried again is pending", () => {
	const outcomes = endings(journal, 1)
		.filter(({ run }) => run.id === "central-10 quick 1/2")
		.map(({ outcome }) => outcome);
	expect(outcomes).toEqual(["pending"]);
});

test("a violation is the exit code, else a run without a complete result, else a crossed threshold", () => {
	const all = (folder: string) => plan.runs.map(({ id }) => ended(id, "complete", folder));
	expect(exitCodeOf(endings(all("fine")))).toBe(0);
	expect(exitCodeOf(endings(all("slow")))).toBe(4);
	expect(exitCodeOf(endings(all("lossy")))).toBe(3);
	expect(exitCodeOf(endings(journal))).toBe(3);
	expect(exitCodeOf(endings(all("not only lossy")))).toBe(3);
	expect(exitCodeOf(endings([...all("fine").slice(1), ended(plan.runs[0]?.id ?? "", "incomplete", "torn")]))).toBe(1);
	expect(exitCodeOf(endings([...all("fine").slice(1), ended(plan.runs[0]?.id ?? "", "untrusted", "fine")]))).toBe(0);
});

test("a violation that is expected of the mode is counted, and fails nothing", () => {
	const all = endings(plan.runs.map(({ id }) => ended(id, "complete", "lossy as expected")));
	expect(all.map(({ verdict }) => verdict)).toEqual(plan.runs.map(() => "violated"));
	expect(exitCodeOf(all)).toBe(0);
});
