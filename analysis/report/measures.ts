import type { Verdict } from "../schema/run.ts";
import type { Distribution } from "../statistics/quantiles.ts";
import type { RunSummary } from "../statistics/summary.ts";

/** Stands where nothing was measured. */
export const nothing = "–";

/** One line of a table about runs: what it says, in which unit, and how its cell is made. */
export type Measure = {
	label: string;
	unit: string;
	/** Heading in tables of many runs; without one it is left out there. */
	heading?: string;
	cell: (summary: RunSummary) => string;
};

const milliseconds = 1000;
const megabytes = 1e-6;

/** The summary's numbers in the order in which readers ask for them: first what was lost, then what it cost. */
export const measures: readonly Measure[] = [
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
				? `${rto.unrecovered} not back`
				: fixed(rto.total?.maximum, 2),
	},
	{
		label: "  of it Kubernetes / application and method (medians)",
		unit: "s",
		cell: ({ rto }) =>
			joined([fixed(rto.kubernetes?.median, 2), fixed(rto.method?.median, 2)]),
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
		cell: ({ memory }) => fixed(scaled(memory.resident?.median, megabytes), 1),
	},
	{
		label: "Working set of its container (median)",
		unit: "MB",
		cell: ({ memory }) =>
			fixed(scaled(memory.workingSet?.median, megabytes), 1),
	},
];

/** In words for people; `run.json` keeps the terms. */
export const verdictLabels = {
	chain: "every state is on its hash chain",
	durability: "no acknowledged update was lost",
	monotonic: "no replica went backwards",
	noFork: "no identity was forked",
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

function scaled(value: number | undefined, factor: number): number | undefined {
	return value === undefined ? undefined : value * factor;
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
