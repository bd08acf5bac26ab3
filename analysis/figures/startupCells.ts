import { max, mean, median, min } from "d3-array";
import type { StartupRow } from "../digest/rows.ts";

/** Startup delay of the replicas of one mode and size: of first starts, or of restarts after a fault. Seconds. */
export type StartupCell = {
	mode: string;
	replicas: number;
	restart: boolean;
	/** Of each run, the mean over its replicas. */
	runs: readonly { run: string; mean: number }[];
	/** Over the runs' means. */
	median: number;
	low: number;
	high: number;
};

/** By mode, then first starts before restarts, then by size. */
export function startupCells(startups: readonly StartupRow[]): StartupCell[] {
	const cells = Map.groupBy(startups, ({ mode, replicas, restart }) => `${mode}-${replicas}-${restart}`);
	return [...cells.values()]
		.map((ofCell): StartupCell => {
			const { mode, replicas, restart } = ofCell[0] as StartupRow;
			const runs = [...Map.groupBy(ofCell, ({ run }) => run)].map(([run, starts]) => ({
				run,
				mean: mean(starts, ({ seconds }) => seconds) as number,
			}));
			const value = (of: { mean: number }) => of.mean;
			return {
				mode,
				replicas,
				restart,
				runs,
				median: median(runs, value) as number,
				low: min(runs, value) as number,
				high: max(runs, value) as number,
			};
		})
		.sort(
			(a, b) =>
				(a.mode < b.mode ? -1 : a.mode > b.mode ? 1 : 0) ||
				Number(a.restart) - Number(b.restart) ||
				a.replicas - b.replicas,
		);
}
