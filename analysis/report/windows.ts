import { max } from "d3-array";
import { lasts } from "../../schema/faultKinds.ts";
import type { FaultWindow, WitnessOutcome } from "../../schema/run.ts";
import { type Markup, number, table } from "./markup.ts";
import { listed, notWithinRun } from "./sentences.ts";
import { fixed, nothing } from "./values.ts";

/** What a table says of one fault; seconds from its injection, unless said otherwise. */
type WindowRow = {
	fault: string;
	victims: string[];
	/** From the run's start. */
	injectedSeconds: number;
	/** Null: nothing to undo, or not undone while the run lasted. */
	healedAfterSeconds: number | null;
	/** Whether it was to be undone. */
	lasts: boolean;
	/** Null: never while the run lasted. */
	steadyAfterSeconds: number | null;
	/**
	 * Updates that the worst of those who weren't hit missed, and their longest time without one;
	 * null: all were hit.
	 */
	othersMissed: number | null;
	othersGapSeconds: number | null;
	/** The victims' longest time without an update; null without victims. */
	victimsGapSeconds: number | null;
	/**
	 * What witnesses saw of the fault and of its undoing; null: there were none, or it doesn't last.
	 */
	bite: WitnessOutcome | null;
	undone: WitnessOutcome | null;
};

/**
 * The faults of a run, in order.
 *
 * @param zero Unix time in seconds of the run's start
 */
export function windowRows(windows: readonly FaultWindow[], zero: number): WindowRow[] {
	return windows.map((window) => {
		const { fault, injected, healed, steady, replicas, witness } = window;
		const since = (time: string | null) => (time === null ? null : (Date.parse(time) - Date.parse(injected)) / 1000);
		const victims = replicas.filter(({ victim }) => victim);
		const others = replicas.filter(({ victim }) => !victim);
		const gap = (some: typeof replicas) => max(some, ({ longestGapSeconds }) => longestGapSeconds) ?? null;
		return {
			fault,
			victims: victims.map(({ pod }) => pod),
			injectedSeconds: Date.parse(injected) / 1000 - zero,
			healedAfterSeconds: since(healed),
			lasts: lasts(fault),
			steadyAfterSeconds: since(steady),
			othersMissed: max(others, ({ missedUpdates }) => missedUpdates) ?? null,
			othersGapSeconds: gap(others),
			victimsGapSeconds: gap(victims),
			bite: witness?.injected ?? null,
			undone: witness?.undone ?? null,
		};
	});
}

export type WindowColumn = { heading: string; unit: string; cell: (row: WindowRow) => string };

/**
 * Whether a fault was seen to bite and to be undone, each with the numbers that were read of its
 * victims.
 */
export const witnessColumns: readonly WindowColumn[] = [
	{ heading: "seen to bite", unit: "", cell: ({ bite }) => witnessCell(bite) },
	{ heading: "seen undone", unit: "", cell: ({ undone }) => witnessCell(undone) },
];

/** Columns of a table of faults: what stands above, and each fault's cell. */
export const windowColumns: readonly WindowColumn[] = [
	{ heading: "injected after", unit: "s", cell: ({ injectedSeconds }) => fixed(injectedSeconds, 1) },
	{
		heading: "undone after",
		unit: "s",
		cell: ({ healedAfterSeconds, lasts }) =>
			healedAfterSeconds === null && lasts ? notWithinRun : fixed(healedAfterSeconds, 1),
	},
	{
		heading: "steady after",
		unit: "s",
		cell: ({ steadyAfterSeconds }) => (steadyAfterSeconds === null ? notWithinRun : fixed(steadyAfterSeconds, 1)),
	},
	{
		heading: "worst survivor missed",
		unit: "",
		cell: ({ othersMissed }) => (othersMissed === null ? nothing : `${othersMissed}`),
	},
	{ heading: "survivors' gap", unit: "s", cell: ({ othersGapSeconds }) => fixed(othersGapSeconds, 1) },
	{ heading: "victims' gap", unit: "s", cell: ({ victimsGapSeconds }) => fixed(victimsGapSeconds, 1) },
	...witnessColumns,
];

/** Of the faults in order; empty without any. */
export function windowTable(caption: string, rows: readonly WindowRow[]): Markup {
	if (rows.length === 0) return "";
	const heads = windowColumns.map(({ heading, unit }) => (unit === "" ? heading : `${heading} (${unit})`));
	return table(
		caption,
		["Fault", "Victims", ...heads],
		rows.map((row, i) => [
			`${i + 1} ${row.fault}`,
			listed(row.victims) || "the system",
			...windowColumns.map(({ cell }) => number(cell(row))),
		]),
	);
}

/**
 * What witnesses saw of each fault, in words; those of a mismatch or a doubt alone where
 * `onlyDoubts`.
 */
export function witnessSentences(rows: readonly WindowRow[], { onlyDoubts }: { onlyDoubts: boolean }): string[] {
	return rows.flatMap(({ fault, bite, undone }) =>
		(
			[
				[fault, bite],
				[`undoing ${fault}`, undone],
			] as const
		).flatMap(([what, seen]) =>
			(seen?.victims ?? [])
				.filter(({ outcome }) => !onlyDoubts || outcome !== "confirmed")
				.map(({ pod, outcome, detail }) => {
					const whom = pod === null ? "" : ` of ${pod}`;
					return `${what}${whom}: ${outcome}: ${detail}`;
				}),
		),
	);
}

function witnessCell(seen: WitnessOutcome | null): string {
	if (seen === null) return nothing;
	const values = seen.victims.flatMap(({ value }) => value ?? []);
	return values.length === 0
		? seen.outcome
		: `${seen.outcome} (${values.map((value) => Math.round(value * 100) / 100).join(", ")})`;
}
