import { inOrderOfContainers } from "../containers.ts";
import type { MajorityLoss, Verdict } from "../schema/run.ts";
import type { Distribution } from "../statistics/quantiles.ts";
import type { RunSummary } from "../statistics/summary.ts";
import { notWithinRun } from "./words.ts";

/** Stands where nothing was measured. */
export const nothing = "–";

/** One line of a table about runs: what it says, in which unit, and how its cell is made. */
export type Measure = {
	label: string;
	unit: string;
	/** Heading in tables of many runs; without one it is left out there. */
	heading?: string;
	cell: (summary: RunSummary) => string;
	/** Whether a run has it at all; the line is shown if one of the runs has. Without this, every run has it. */
	concerns?: (summary: RunSummary) => boolean;
};

const milliseconds = 1000;
const megabytes = 1e-6;

/**
 * The lines of a table about these runs, in the order in which readers ask for them: first what was lost, then what it
 * cost. What only some methods have is left out where none of the runs has it.
 */
export function measuresOf(
	runs: readonly { summary: RunSummary }[],
): Measure[] {
	const summaries = runs.map(({ summary }) => summary);
	const containers = inOrderOfContainers(
		summaries.flatMap(({ memory }) =>
			memory.methodContainers.map(({ container }) => container),
		),
	);
	return [...measures, ...containers.map(ofMethodContainer), added].filter(
		({ concerns }) => concerns === undefined || summaries.some(concerns),
	);
}

const measures: readonly Measure[] = [
	{
		label: "RPO: acknowledged updates lost, worst Pod",
		heading: "RPO",
		unit: "updates",
		cell: ({ rpoUpdates }) => whole(rpoUpdates),
	},
	{
		label: "RTO, slowest deleted Pod",
		heading: "RTO [s]",
		unit: "s",
		cell: ({ rto }) =>
			rto.unrecovered > 0
				? `${rto.unrecovered} ${notWithinRun}`
				: fixed(rto.total?.maximum, 2),
	},
	ofRto("termination", "terminationSeconds"),
	ofRto("replacement", "replacementSeconds"),
	ofRto("start", "startSeconds"),
	ofRto("ready", "readySeconds"),
	{
		label: "Losses of a Raft group's majority",
		unit: "",
		cell: ({ consensus }) =>
			consensus === null ? nothing : losses(consensus.majorityLost),
		concerns: ({ consensus }) => (consensus?.majorityLost.length ?? 0) > 0,
	},
	{
		label: "Healing, until a full Raft member again (median)",
		unit: "s",
		cell: ({ consensus }) => fixed(consensus?.heals?.median, 2),
		concerns: ({ consensus }) => (consensus?.heals ?? null) !== null,
	},
	{
		label: "Persist latency, median / p95 / p99",
		heading: "persist [ms]",
		unit: "ms",
		cell: ({ persist }) => quantiles(persist.service, milliseconds, 1),
	},
	{
		label: "  from the intended start",
		unit: "ms",
		cell: ({ persist }) => quantiles(persist.response, milliseconds, 1),
	},
	{
		label: "Retrieve latency, median / p95 / p99",
		heading: "retrieve [ms]",
		unit: "ms",
		cell: ({ retrieve }) => quantiles(retrieve.service, milliseconds, 1),
	},
	{
		label: "  from the intended start",
		unit: "ms",
		cell: ({ retrieve }) => quantiles(retrieve.response, milliseconds, 1),
	},
	{
		label: "Operations not acknowledged, persist / retrieve",
		unit: "",
		cell: ({ persist, retrieve }) =>
			joined([whole(persist.notAcknowledged), whole(retrieve.notAcknowledged)]),
	},
	{
		label: "Startup delay, first start (median)",
		unit: "s",
		cell: ({ startup }) => fixed(startup.first?.median, 2),
	},
	{
		label: "Startup delay, restart (median)",
		unit: "s",
		cell: ({ startup }) => fixed(startup.restart?.median, 2),
	},
	{
		label: "Intervals missed, surviving / deleted Pods",
		unit: "",
		cell: ({ missedIntervals }) =>
			joined([
				whole(missedIntervals?.survivors),
				whole(missedIntervals?.deleted),
			]),
	},
	{
		label: "Survivors' updates missed while Pods were gone",
		unit: "",
		cell: ({ availability }) =>
			availability === null
				? nothing
				: `${availability.missedUpdates} of ${availability.expectedUpdates}`,
	},
	{
		label: "Memory of the application's process (median)",
		heading: "memory [MB]",
		unit: "MB",
		cell: ({ memory }) => inMegabytes(memory.resident?.median),
	},
	{
		label: "Working set of its container (median)",
		unit: "MB",
		cell: ({ memory }) => inMegabytes(memory.workingSet?.median),
	},
];

function ofMethodContainer(name: string): Measure {
	return {
		label: `Working set of container ${name} (median)`,
		unit: "MB",
		cell: ({ memory }) =>
			inMegabytes(
				memory.methodContainers.find(({ container }) => container === name)
					?.workingSet.median,
			),
	};
}

const added: Measure = {
	label: "Working set added by the method, per Pod (median)",
	heading: "added [MB]",
	unit: "MB",
	cell: ({ memory }) => inMegabytes(memory.added),
	concerns: ({ memory }) => memory.added !== null,
};

/** How often a majority was lost, and what became of it: `1 (restored)`, `3 (2 restored, 1 reset)`. */
function losses(lost: readonly MajorityLoss[]): string {
	if (lost.length === 0) return "0";
	const again = lost.filter(({ restored }) => restored !== null);
	const byReset = again.filter(({ reset }) => reset).length;
	const outcomes: [count: number, what: string][] = [
		[again.length - byReset, "restored"],
		[byReset, "reset"],
		[lost.length - again.length, "not restored"],
	];
	const present = outcomes.filter(([count]) => count > 0);
	const parts = present.map(([count, what]) =>
		present.length === 1 ? what : `${count} ${what}`,
	);
	return `${lost.length} (${parts.join(", ")})`;
}

/** In words for people; `run.json` keeps the terms. */
export const verdictLabels = {
	chain: "every state is on its hash chain",
	durability: "no acknowledged update was lost",
	monotonic: "no replica went backwards",
	noFork: "no identity was forked",
	fresh: "no read was older than an acknowledged update",
	noPhantom: "no state was found that nobody had asked to persist",
} as const;

/** A verdict with a sign, so that it reads without colour. */
export function verdictText(verdict: Verdict): string {
	return { holds: "✓ holds", violated: "✗ VIOLATED", unknown: "? unknown" }[
		verdict
	];
}

/** All verdicts in one: violated if any is, and it holds only if all do. */
export function overall(verdicts: Readonly<Record<string, Verdict>>): Verdict {
	const all = Object.values(verdicts);
	if (all.includes("violated")) return "violated";
	return all.includes("unknown") ? "unknown" : "holds";
}

/** A number with a fixed number of decimals; `nothing` for none. */
export function fixed(
	value: number | null | undefined,
	decimals: number,
): string {
	return value === null || value === undefined
		? nothing
		: value.toFixed(decimals);
}

function whole(value: number | null | undefined): string {
	return fixed(value, 0);
}

function inMegabytes(bytes: number | null | undefined): string {
	return bytes === null || bytes === undefined
		? nothing
		: fixed(bytes * megabytes, 1);
}

function quantiles(
	values: Distribution | null,
	factor: number,
	decimals: number,
): string {
	if (values === null) return nothing;
	const { median, p95, p99 } = values;
	return joined([median, p95, p99].map((v) => fixed(v * factor, decimals)));
}

function joined(cells: readonly string[]): string {
	return cells.every((cell) => cell === nothing) ? nothing : cells.join(" / ");
}

function ofRto(name: string, part: keyof RunSummary["rto"]["parts"]): Measure {
	return {
		label: `  of it ${name} (median)`,
		unit: "s",
		cell: ({ rto }) => fixed(rto.parts[part]?.median, 2),
	};
}
