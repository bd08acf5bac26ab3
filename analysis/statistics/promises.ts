import { group } from "d3-array";
import type { Protocol } from "../../schema/protocol.ts";
import type { MetricRow, WindowReplica } from "../digest/rows.ts";
import { clopperPearson } from "./clopperPearson.ts";
import type { Interval } from "./comparison.ts";
import { hasValue } from "./runValues.ts";

/**
 * - `lost`: an acknowledged update was lost.
 * - `gone`: a deleted Pod never came back while the run lasted.
 * - `unsteady`: the system was never steady again after a fault.
 * - `missed`: a survivor missed updates, more than the protocol's threshold allows where it has
 * one.
 * - `slowStart`, `slowRecovery`: longer than the protocol's threshold; only where it has one.
 */
export type PromiseName = "lost" | "gone" | "unsteady" | "missed" | "slowStart" | "slowRecovery";

/** In how many runs of a mode, at all sizes together, a promise was broken. */
export type PromiseCount = {
	promise: PromiseName;
	mode: string;
	/** Those that tell. */
	runs: number;
	/** Names of the runs that broke it, as tables name them. */
	broken: readonly string[];
	/** Of the share of all such runs that break it. */
	interval: Interval;
};

type Rows = {
	metrics: readonly MetricRow[];
	windows: readonly Pick<WindowReplica, "mode" | "run" | "windowSeconds">[];
};

/** Counts, in the order of modes' first rows, each promise of which some run tells. */
export function promises({ metrics, windows }: Rows, thresholds: Protocol["thresholds"]): PromiseCount[] {
	const whole = metrics.filter(({ view }) => view === "whole");
	const beyond = (metric: MetricRow["metric"], limit: number | undefined): RunTold[] =>
		limit === undefined
			? []
			: whole
					.filter((row) => row.metric === metric && hasValue(row))
					.map(({ mode, run, value }) => ({ mode, run, broken: value === null || value > limit }));
	const told: Readonly<Record<PromiseName, readonly RunTold[]>> = {
		lost: beyond("rpoWorst", 0),
		gone: beyond("rtoSlowest", Number.POSITIVE_INFINITY),
		unsteady: windows.map(({ mode, run, windowSeconds }) => ({ mode, run, broken: windowSeconds === null })),
		missed: beyond("missedWorst", thresholds.missedUpdates ?? 0),
		slowStart: beyond("startupSlowest", thresholds.startupSeconds),
		slowRecovery: beyond("rtoSlowest", thresholds.rtoSeconds),
	};
	const modes = [...new Set(metrics.map(({ mode }) => mode))];
	return modes.flatMap((mode) =>
		(Object.keys(told) as PromiseName[]).flatMap((promise) => {
			const own = told[promise].filter((each) => each.mode === mode);
			const runs = group(own, ({ run }) => run);
			if (runs.size === 0) return [];
			const broken = [...runs].filter(([, rows]) => rows.some((each) => each.broken)).map(([run]) => run);
			return [
				{
					promise,
					mode,
					runs: runs.size,
					broken,
					interval: clopperPearson(broken.length, runs.size),
				},
			];
		}),
	);
}

type RunTold = { mode: string; run: string; broken: boolean };
