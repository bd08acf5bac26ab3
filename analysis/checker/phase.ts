import type { Operation, ProcessHistory } from "./history.ts";

/** When a replica's intervals are due: at the same phase for all its processes. */
export type Phase = {
	intervalSeconds: number;
	/** Unix time in seconds at which an interval is due: number 0. */
	origin: number;
};

/** The sums of a schedule of years are exact to less than this, in seconds. */
const precisionSeconds = 1e-4;

/**
 * The phase at which most steps were due: the first step of a process is due at once, and updates
 * that clients ask for come whenever they do. Null without any operation.
 *
 * @param intervalSeconds t, above 0
 */
export function phaseOf(processes: readonly ProcessHistory[], intervalSeconds: number): Phase | null {
	const votes = new Map<number, { count: number; intended: number }>();
	let most: { count: number; intended: number } | null = null;
	let origin: number | null = null;
	for (const { operations } of processes) {
		const first = operations[0]?.invoke.intended;
		origin ??= first ?? null;
		for (const { invoke } of operations) {
			const { intended } = invoke;
			if (intended === first) continue;
			const key = Math.round((intended % intervalSeconds) / precisionSeconds);
			let vote = votes.get(key);
			if (vote === undefined) {
				vote = { count: 0, intended };
				votes.set(key, vote);
			}
			vote.count++;
			if (most === null || vote.count > most.count) most = vote;
		}
	}
	if (most !== null) origin = most.intended;
	return origin === null ? null : { intervalSeconds, origin };
}

/** Number of the interval that is due nearest to a time. */
export function intervalAt({ origin, intervalSeconds }: Phase, time: number): number {
	return Math.round((time - origin) / intervalSeconds);
}

export function dueTime({ origin, intervalSeconds }: Phase, interval: number): number {
	return origin + interval * intervalSeconds;
}

/** How many intervals are due from `start` until before `end`. */
export function dueBetween({ origin, intervalSeconds }: Phase, start: number, end: number): number {
	const dueBefore = (time: number) => Math.ceil((time - origin) / intervalSeconds);
	return dueBefore(end) - dueBefore(start);
}

/**
 * Operations of a process in its own turn, each with the number of the interval that it belongs to;
 * those of updates that a client asked for are left out. A process's first step stands for the
 * interval that is due nearest to it: the schedule goes on with the one after.
 */
export function* inTurn(
	{ operations }: ProcessHistory,
	phase: Phase,
): Generator<{ interval: number; operation: Operation }> {
	const first = operations[0]?.invoke.intended;
	for (const operation of operations) {
		const { intended } = operation.invoke;
		const interval = intervalAt(phase, intended);
		const off = Math.abs(intended - dueTime(phase, interval));
		if (off > 2 * precisionSeconds && intended !== first) continue;
		yield { interval, operation };
	}
}
