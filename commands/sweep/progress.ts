import type { Ended, JournalEntry } from "../../analysis/sweepJournal.ts";
import type { PlannedRun } from "./plan.ts";

/** What became of a planned run so far. */
export interface RunProgress {
	/** Attempts that began; the next one has a number above it. */
	attempts: number;
	/**
	 * Attempts that ended without a result, by the laboratory's doing. Interrupted ones don't count.
	 */
	failures: number;
	/**
	 * Number of the last attempt if it began and never ended, because the sweep was stopped or
	 * killed; else null.
	 */
	interrupted: number | null;
	/** How the last attempt that ended did so; null: none did. */
	last: Ended | null;
}

const untouched: RunProgress = {
	attempts: 0,
	failures: 0,
	interrupted: null,
	last: null,
};

/** Of every run that a journal knows, by its id. */
export function progressOf(entries: readonly JournalEntry[]): (id: string) => RunProgress {
	const runs = new Map<string, RunProgress>();
	const of = (id: string) => runs.get(id) ?? untouched;
	for (const entry of entries) {
		const before = of(entry.run);
		runs.set(
			entry.run,
			entry.event === "started"
				? {
						...before,
						attempts: Math.max(before.attempts, entry.attempt),
						interrupted: entry.attempt,
					}
				: {
						...before,
						interrupted: null,
						failures: before.failures + (isResult(entry) ? 0 : 1),
						last: entry,
					},
		);
	}
	return of;
}

/**
 * Whether an attempt ended with a result: complete and to be trusted, or else so that the method
 * can have brought it about. Such a run is not done again: doing so until it looks well would hide
 * what the method does.
 */
export function isResult({ outcome, cause }: Ended): boolean {
	return outcome === "complete" || cause === "method";
}

/**
 * `counted`: it has no complete result that is to be trusted, and that counts as one. `given up`:
 * it failed as often as it may.
 */
export function stateOf(
	{ last, failures }: RunProgress,
	retries: number,
): "complete" | "counted" | "given up" | "pending" {
	if (last !== null && isResult(last)) {
		return last.outcome === "complete" ? "complete" : "counted";
	}
	return failures > retries ? "given up" : "pending";
}

/** The runs that are still to be done, next first: those that failed come after all that didn't. */
export function pendingRuns(
	runs: readonly PlannedRun[],
	progress: (id: string) => RunProgress,
	retries: number,
): PlannedRun[] {
	return runs
		.filter(({ id }) => stateOf(progress(id), retries) === "pending")
		.sort((a, b) => progress(a.id).failures - progress(b.id).failures);
}
