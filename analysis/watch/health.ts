import { intervalAt, type Replica, type WatchedLab, type WatchState } from "./state.ts";

/** `behind`: its Pod runs, and an update is overdue. */
export type Health = "up" | "starting" | "gone" | "behind";

/**
 * How long after its interval an update may become known, in seconds, before it counts as missed:
 * the observer is asked once a second, and the answer may take its time.
 */
const lateAfterSeconds = 1.5;

/** @param now by the observer's clock, Unix time in seconds */
export function healthOf({ life, updated }: Replica, { intervalSeconds }: WatchedLab, now: number): Health {
	if (life.phase !== "running") return life.phase;
	const overdue = now - (updated ?? 0) > intervalSeconds + lateAfterSeconds;
	return overdue ? "behind" : "up";
}

/**
 * Intervals of the run without an acknowledged update so far. The checker, which knows when each
 * replica's intervals were due, counts them better once the run is over; the difference is at most
 * one for each time that a replica stood still.
 *
 * @param now by the observer's clock, Unix time in seconds
 */
export function missedUpdates({ progress }: Replica, { lab, run, knownSince }: WatchState, now: number): number {
	if (run === null || knownSince === null) return 0;
	const end = Math.min(now - lateAfterSeconds, run.ended ?? now);
	const over = intervalAt(run, lab.intervalSeconds, end);
	return progress.missed + Math.max(0, over - progress.last - 1);
}
