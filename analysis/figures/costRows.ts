import { group, median, min, sum } from "d3-array";
import type { LatencyBin, OfRun } from "../digest/rows.ts";

/** A fault of one run, in run time. */
export type FaultSpan = OfRun & {
	fault: string;
	startSeconds: number;
	/** When the system was whole again; null: not before the run's end. */
	endSeconds: number | null;
};

/** What a survivor's latency is like, in seconds. */
export type Level = {
	/** Acknowledged operations that it comes from. */
	operations: number;
	/** Median over the bins, each counted as often as it has operations, of the bins' medians. */
	typical: number;
	/**
	 * Median over the bins of the slowest operation in each. Unlike the slowest of all, it doesn't
	 * grow with the number of bins.
	 */
	slow: number;
};

/** What the faults of one run cost those whom no fault struck. */
export type CostRow = OfRun & {
	inFaults: Level;
	/** The same Pods before the first fault; null: there is nothing to compare with. */
	before: Level | null;
	/**
	 * All Pods of runs without faults, of the same mode and size: medians over these runs; null:
	 * there are none.
	 */
	faultFree: Level | null;
};

/**
 * The survivors' latency while faults lasted, beside what it is otherwise. A bin counts for a fault
 * if they overlap, and for the time before if it ended by then: a fault of half a second would else
 * have no bin at all. Runs whose every Pod was struck, or of whom no survivor's operation was
 * acknowledged meanwhile, have no row.
 *
 * @param latencies of runs with faults; where a run has no `hit` and no `others`, no Pod was struck
 *   and `all` survived
 * @param faultFree of runs without faults
 * @param warmUpSeconds bins that begin earlier are no measure of normal life
 */
export function costRows(
	latencies: readonly LatencyBin[],
	faults: readonly FaultSpan[],
	{
		kind = "persist",
		faultFree = [],
		warmUpSeconds = 0,
	}: { kind?: LatencyBin["kind"]; faultFree?: readonly LatencyBin[]; warmUpSeconds?: number } = {},
): CostRow[] {
	const faultFreeLevels = faultFreeLevelsOf(
		faultFree.filter((bin) => bin.kind === kind),
		warmUpSeconds,
	);
	const spansOf = group(faults, ({ run }) => run);
	return [...group(latencies, ({ run }) => run)].flatMap(([run, all]) => {
		const spans = spansOf.get(run) ?? [];
		const half = halfBinSeconds(all);
		const bins = survivors(all).filter((bin) => bin.kind === kind);
		const inFaults = levelOf(
			bins.filter(({ seconds }) =>
				spans.some(
					({ startSeconds, endSeconds }) =>
						seconds + half > startSeconds && seconds - half < (endSeconds ?? Number.POSITIVE_INFINITY),
				),
			),
		);
		const [first] = bins;
		if (inFaults === null || first === undefined) return [];
		const firstFault = min(spans, ({ startSeconds }) => startSeconds) ?? 0;
		const { mode, replicas } = first;
		return {
			mode,
			replicas,
			run,
			inFaults,
			before: levelOf(bins.filter(({ seconds }) => seconds + half <= firstFault && seconds - half >= warmUpSeconds)),
			faultFree: faultFreeLevels.get(`${mode} ${replicas}`) ?? null,
		};
	});
}

function survivors(bins: readonly LatencyBin[]): LatencyBin[] {
	const struck = bins.some(({ pods }) => pods !== "all");
	return bins.filter(({ pods }) => pods === (struck ? "others" : "all"));
}

function faultFreeLevelsOf(bins: readonly LatencyBin[], warmUpSeconds: number): Map<string, Level> {
	const half = halfBinSeconds(bins);
	const settled = bins.filter(({ pods, seconds }) => pods === "all" && seconds - half >= warmUpSeconds);
	const cells = group(settled, ({ mode, replicas }) => `${mode} ${replicas}`);
	return new Map(
		[...cells].flatMap(([cell, own]): [string, Level][] => {
			const levels = [...group(own, ({ run }) => run).values()].flatMap((bins) => levelOf(bins) ?? []);
			const typical = median(levels, (level) => level.typical);
			const slow = median(levels, (level) => level.slow);
			if (typical === undefined || slow === undefined) return [];
			return [[cell, { operations: sum(levels, ({ operations }) => operations), typical, slow }]];
		}),
	);
}

/** Half of what lies between the middles of neighbouring bins. */
function halfBinSeconds(bins: readonly LatencyBin[]): number {
	const middles = [...new Set(bins.map(({ seconds }) => seconds))].sort((a, b) => a - b);
	const widths = middles.slice(1).map((middle, i) => middle - (middles[i] ?? 0));
	return (min(widths) ?? 1) / 2;
}

function levelOf(bins: readonly LatencyBin[]): Level | null {
	const slow = median(bins, ({ maximum }) => maximum);
	if (slow === undefined) return null;
	const ordered = [...bins].sort((a, b) => a.p50 - b.p50);
	const operations = sum(ordered, ({ count }) => count);
	let below = 0;
	for (const { count, p50 } of ordered) {
		below += count;
		if (below * 2 >= operations) return { operations, typical: p50, slow };
	}
	return null;
}
