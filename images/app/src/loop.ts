import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../clock.ts";
import { type Due, nextDue, type Schedule } from "./schedule.ts";

/**
 * Runs one step each time an interval is due, until `stop`; the step in hand is finished first.
 *
 * @param onStep runs one interval; must not throw
 */
export async function runIntervals(
	schedule: Schedule,
	clock: Clock,
	stop: AbortSignal,
	onStep: (due: Due) => Promise<void>,
): Promise<void> {
	let last = -1;
	while (!stop.aborted) {
		const due = nextDue(schedule, last, clock());
		await sleepUntil(due.intended, clock, stop);
		if (stop.aborted) return;
		await onStep(due);
		last = due.interval;
	}
}

async function sleepUntil(time: number, clock: Clock, signal: AbortSignal): Promise<void> {
	for (;;) {
		const remaining = time - clock();
		if (remaining <= 0 || signal.aborted) return;
		// Timers count whole milliseconds and take at most 2^31 of them.
		await sleep(Math.min(Math.ceil(remaining * 1000), 2 ** 30), undefined, {
			signal,
		}).catch(() => {});
	}
}
