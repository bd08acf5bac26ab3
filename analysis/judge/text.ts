import { counted } from "../../schema/counted.ts";
import type { EvidenceEntry, Measures, Property, Recovery, Verdict } from "../../schema/run.ts";
import { listed, notWithinRun, readsSentence, thresholdSentence } from "../report/sentences.ts";
import { alignedRows } from "../report/textTable.ts";
import { weakestOf } from "../report/unknowns.ts";
import { fixed, nothing, verdictText } from "../report/values.ts";
import { windowRows, witnessSentences } from "../report/windows.ts";
import { counts, isUnmet } from "./exitCodeOf.ts";
import type { Judged } from "./judged.ts";

/** No more doubts and faults than these are told; `--json` has all. */
const linesTold = 5;

/** What a judge says, for people: lines without a line end after the last. */
export function textOf(judged: Judged): string {
	const { folder, error, measures } = judged;
	if (error !== undefined) return `${folder}: can't be judged. ${error}`;
	return [
		`${folder}: ${summaryOf(judged)}`,
		alignedRows(verdictColumns(judged), 4),
		...section("Changed", judged.changes),
		...section("Doubt", withoutAll(judged.doubts, judged.changes)),
		...section("The laboratory", judged.incompleteBecause),
		...section("Note", judged.remarks),
		...(measures ? measuresOf(judged, measures) : []),
		...judged.thresholds.map((each) => `Threshold: ${thresholdSentence(each)}`),
		...judged.expectations.map(
			({ property, verdict, met }) =>
				`Expected: ${property} ${verdict}: ${met ? "it is" : `NOT MET, it is ${judged.verdicts[property]}`}`,
		),
	].join("\n");
}

function summaryOf(judged: Judged): string {
	if (judged.changes.length > 0) {
		return "changed after it had been written, so that it says nothing of the method";
	}
	const of = (wanted: Verdict) =>
		(Object.entries(judged.verdicts) as [Property, Verdict][])
			.filter(([property, verdict]) => verdict === wanted && counts(property, judged))
			.map(([property]) => property);
	const violated = of("violated");
	if (violated.length > 0) return `${listed(violated)} VIOLATED`;
	const unmet = isUnmet(judged) ? "; something expected was NOT MET" : "";
	const unknown = of("unknown");
	if (unknown.length > 0) return `${listed(unknown)} unknown${unmet}`;
	const all = Object.values(judged.verdicts);
	if (all.every((verdict) => verdict === "holds")) {
		return `all properties hold${unmet}`;
	}
	return `nothing that was promised is violated or unknown${unmet}`;
}

function verdictColumns({ verdicts, evidence, ...about }: Judged): string[][] {
	const rows = (Object.entries(verdicts) as [Property, Verdict][]).map(([property, verdict]) => {
		const entries = evidence.filter((each) => each.property === property);
		const worst = weakestOf(entries);
		const same = entries.filter((each) => each.verdict === verdict).length;
		return [
			`  ${property}`,
			verdictText(verdict) + (about.expectedViolations.includes(property) ? " (not promised)" : ""),
			entries.length === 0 ? "" : `${same} of ${entries.length}`,
			worst === undefined ? "Nothing was recorded." : sentenceOf(worst),
		];
	});
	return [0, 1, 2, 3].map((i) => rows.map((row) => row[i] ?? ""));
}

function sentenceOf({ pod, because }: EvidenceEntry): string {
	return because.includes(pod) ? because : `${pod}: ${because}`;
}

function section(label: string, sentences: readonly string[]): string[] {
	const told = sentences.slice(0, linesTold);
	const left = sentences.length - told.length;
	return [
		...told.map((sentence) => `${label}: ${sentence}`),
		...(left > 0 ? [`${label}: ${left} more, which --json has.`] : []),
	];
}

function withoutAll(sentences: readonly string[], others: readonly string[]): string[] {
	return sentences.filter((sentence) => !others.includes(sentence));
}

function measuresOf({ started }: Judged, { recoveries, windows, reads, operations }: Measures): string[] {
	const { ok, fail, unknown } = operations;
	const lines = [`Operations: ${ok} acknowledged, ${fail} failed, ${unknown} without a certain answer.`];
	if (recoveries.length > 0) {
		lines.push(rpoLine(recoveries));
		lines.push(...section("RTO", recoveries.toSorted(slowestFirst).map(rto)));
	}
	const zero = started === null ? 0 : Date.parse(started) / 1000;
	const rows = windowRows(windows, zero);
	const faults = rows.map((row) => {
		const steady =
			row.steadyAfterSeconds === null ? `steady ${notWithinRun}` : `steady ${fixed(row.steadyAfterSeconds, 1)} s later`;
		const missed = row.othersMissed ?? nothing;
		const seen = row.bite === null ? "" : `; seen to bite: ${row.bite.outcome}`;
		const undone = row.undone === null ? "" : `; seen undone: ${row.undone.outcome}`;
		return `${row.fault} of ${listed(row.victims) || "the system"} after ${fixed(row.injectedSeconds, 1)} s: ${steady}; worst survivor missed ${missed}${seen}${undone}.`;
	});
	lines.push(...section("Fault", faults), ...section("Witness", witnessSentences(rows, { onlyDoubts: true })));
	if (reads) lines.push(readsSentence(reads));
	return lines;
}

function rpoLine(recoveries: readonly Recovery[]): string {
	const known = recoveries.flatMap(({ rpoUpdates }) => rpoUpdates ?? []);
	const open = recoveries.length - known.length;
	const worst = known.length === 0 ? "not known" : counted(Math.max(...known), "update");
	const tail = open === 0 ? "" : `; of ${open} nobody knows`;
	return `RPO: ${worst}, the worst of ${counted(recoveries.length, "lost Pod")}${tail}.`;
}

function slowestFirst(a: Recovery, b: Recovery): number {
	return Number(b.rtoSeconds === null) - Number(a.rtoSeconds === null) || (b.rtoSeconds ?? 0) - (a.rtoSeconds ?? 0);
}

function rto(recovery: Recovery): string {
	const { pod, rtoSeconds } = recovery;
	const total = rtoSeconds === null ? notWithinRun : `${fixed(rtoSeconds, 2)} s`;
	const { terminationSeconds, replacementSeconds, startSeconds, readySeconds } = recovery;
	const parts = Object.entries({
		termination: terminationSeconds,
		replacement: replacementSeconds,
		start: startSeconds,
		ready: readySeconds,
	}).map(([name, seconds]) => `${name} ${fixed(seconds, 2)}`);
	return `${pod} ${total}: ${parts.join(", ")}.`;
}
