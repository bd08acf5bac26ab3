import type { WatchedRun } from "./state.ts";

/** Number of the interval of a run that a moment belongs to; below 0 before the run. */
export function intervalAt({ started }: Pick<WatchedRun, "started">, intervalSeconds: number, time: number): number {
	return Math.floor((time - started) / intervalSeconds);
}
