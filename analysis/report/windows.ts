import type { FaultWindow } from "../schema/run.ts";

/** What a table says of one fault; seconds from its injection. */
export type WindowRow = {
	fault: string;
	victims: string[];
	/** Null: not undone, or nothing to undo. */
	healedAfterSeconds: number | null;
	/** Null: never while the run lasted. */
	steadyAfterSeconds: number | null;
	/** Updates that the worst of those who weren't hit missed, and their longest time without one. */
	othersMissed: number;
	othersGapSeconds: number;
	/** The victims' longest time without an update; null without victims. */
	victimsGapSeconds: number | null;
};

/** The faults of a run, in order. */
export function windowRows(windows: readonly FaultWindow[]): WindowRow[] {
	return windows.map(({ fault, injected, healed, steady, replicas }) => {
		const since = (time: string | null) =>
			time === null ? null : (Date.parse(time) - Date.parse(injected)) / 1000;
		const victims = replicas.filter(({ victim }) => victim);
		const others = replicas.filter(({ victim }) => !victim);
		const gap = (some: typeof replicas) =>
			Math.max(0, ...some.map(({ longestGapSeconds }) => longestGapSeconds));
		return {
			fault,
			victims: victims.map(({ pod }) => pod),
			healedAfterSeconds: since(healed),
			steadyAfterSeconds: since(steady),
			othersMissed: Math.max(
				0,
				...others.map(({ missedUpdates }) => missedUpdates),
			),
			othersGapSeconds: gap(others),
			victimsGapSeconds: victims.length === 0 ? null : gap(victims),
		};
	});
}
