import { faultTraits, splitFaultName } from "../schema/faultKinds.ts";
import type { FaultWindow } from "../schema/run.ts";
import { fixed, nothing } from "./measures.ts";
import { notWithinRun } from "./words.ts";

/** What a table says of one fault; seconds from its injection, unless said otherwise. */
export type WindowRow = {
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
	/** Updates that the worst of those who weren't hit missed, and their longest time without one; null: all were hit. */
	othersMissed: number | null;
	othersGapSeconds: number | null;
	/** The victims' longest time without an update; null without victims. */
	victimsGapSeconds: number | null;
};

/**
 * The faults of a run, in order.
 *
 * @param zero Unix time in seconds of the run's start
 */
export function windowRows(
	windows: readonly FaultWindow[],
	zero: number,
): WindowRow[] {
	return windows.map(({ fault, injected, healed, steady, replicas }) => {
		const since = (time: string | null) =>
			time === null ? null : (Date.parse(time) - Date.parse(injected)) / 1000;
		const victims = replicas.filter(({ victim }) => victim);
		const others = replicas.filter(({ victim }) => !victim);
		const gap = (some: typeof replicas) =>
			largest(some.map(({ longestGapSeconds }) => longestGapSeconds));
		const kind = splitFaultName(fault)?.kind;
		return {
			fault,
			victims: victims.map(({ pod }) => pod),
			injectedSeconds: Date.parse(injected) / 1000 - zero,
			healedAfterSeconds: since(healed),
			lasts: kind !== undefined && faultTraits[kind].lasts,
			steadyAfterSeconds: since(steady),
			othersMissed: largest(others.map(({ missedUpdates }) => missedUpdates)),
			othersGapSeconds: gap(others),
			victimsGapSeconds: gap(victims),
		};
	});
}

/** Columns of a table of faults: what stands above, and each fault's cell. */
export const windowColumns: readonly {
	heading: string;
	unit: string;
	cell: (row: WindowRow) => string;
}[] = [
	{
		heading: "injected after",
		unit: "s",
		cell: ({ injectedSeconds }) => fixed(injectedSeconds, 1),
	},
	{
		heading: "undone after",
		unit: "s",
		cell: ({ healedAfterSeconds, lasts }) =>
			healedAfterSeconds === null && lasts
				? notWithinRun
				: fixed(healedAfterSeconds, 1),
	},
	{
		heading: "steady after",
		unit: "s",
		cell: ({ steadyAfterSeconds }) =>
			steadyAfterSeconds === null ? notWithinRun : fixed(steadyAfterSeconds, 1),
	},
	{
		heading: "worst survivor missed",
		unit: "",
		cell: ({ othersMissed }) =>
			othersMissed === null ? nothing : `${othersMissed}`,
	},
	{
		heading: "survivors' gap",
		unit: "s",
		cell: ({ othersGapSeconds }) => fixed(othersGapSeconds, 1),
	},
	{
		heading: "victims' gap",
		unit: "s",
		cell: ({ victimsGapSeconds }) => fixed(victimsGapSeconds, 1),
	},
];

function largest(values: readonly number[]): number | null {
	return values.length === 0 ? null : Math.max(...values);
}
