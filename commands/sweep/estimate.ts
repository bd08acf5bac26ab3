import { quantile } from "../../analysis/statistics/quantiles.ts";
import type { Ended, JournalEntry } from "../../analysis/sweepJournal.ts";
import type { Cell, PlannedRun } from "./plan.ts";

/** How long runs will take, in seconds. */
export type Estimate =
	| { known: true; least: number; likely: number; most: number }
	/** Nothing was measured: only the protocols' own length is known. */
	| { known: false; least: number };

/**
 * What a finished run took beside its measured period: bringing up, settling, collecting, taking
 * down.
 */
interface Measured {
	cell: Cell;
	overheadSeconds: number;
}

interface Range {
	least: number;
	likely: number;
	most: number;
}

/**
 * How long the runs will take that are still to be done, if none fails. What a run takes beside its
 * measured period is the median of those of the same mode and number of replicas, from the shortest
 * to the longest of them. Where there was none yet, it is somewhere between what others took, and
 * as many times of it as there are more replicas.
 *
 * @param pending to be done
 * @param planned all, done or not
 */
export function estimate(
	pending: readonly PlannedRun[],
	planned: readonly PlannedRun[],
	journal: readonly JournalEntry[],
): Estimate {
	const measured = measuredRuns(planned, journal);
	const ranges = pending.map(({ cell }) => {
		const overhead = overheadOf(cell, measured);
		const { durationSeconds } = cell.protocol;
		return overhead && mapRange(overhead, (each) => durationSeconds + each);
	});
	const known = ranges.filter((range) => range !== null);
	if (known.length < ranges.length) {
		return {
			known: false,
			least: sum(pending.map(({ cell }) => cell.protocol.durationSeconds)),
		};
	}
	return {
		known: true,
		least: sum(known.map(({ least }) => least)),
		likely: sum(known.map(({ likely }) => likely)),
		most: sum(known.map(({ most }) => most)),
	};
}

function measuredRuns(planned: readonly PlannedRun[], journal: readonly JournalEntry[]): Measured[] {
	const cells = new Map(planned.map(({ id, cell }) => [id, cell]));
	return journal
		.filter((entry): entry is Ended => entry.event === "ended")
		.flatMap(({ run, outcome, seconds }) => {
			const cell = cells.get(run);
			if (!cell || outcome !== "complete" || seconds === undefined) return [];
			return { cell, overheadSeconds: seconds - cell.protocol.durationSeconds };
		});
}

function overheadOf(cell: Cell, measured: readonly Measured[]): Range | null {
	const alike = measured.filter((each) => each.cell.mode === cell.mode && each.cell.replicas === cell.replicas);
	if (alike.length > 0) {
		return rangeOf(alike.map(({ overheadSeconds }) => overheadSeconds));
	}
	return rangeOf(
		measured.flatMap(({ cell: { replicas }, overheadSeconds }) => [
			overheadSeconds,
			overheadSeconds * (cell.replicas / replicas),
		]),
	);
}

/** Null for no values. */
function rangeOf(values: readonly number[]): Range | null {
	const [least, likely, most] = [0, 0.5, 1].map((p) => quantile(values, p));
	if (least == null || likely == null || most == null) return null;
	return { least, likely, most };
}

function mapRange({ least, likely, most }: Range, change: (value: number) => number): Range {
	return { least: change(least), likely: change(likely), most: change(most) };
}

function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}
