import type { LabEvent } from "../../schema/event.ts";

/** From one moment until before another, Unix time in seconds. */
export type Period = { start: number; end: number };

/**
 * The measured period: the last `run-started` and the `run-ended` after it, by the observer's
 * clock. What is missing is taken from the first and last record of any kind; null without any.
 */
export function periodOf(events: readonly LabEvent[], ...others: Iterable<{ time: number }>[]): Period | null {
	const started = events.findLast(({ event }) => event === "run-started")?.time;
	const endAfter = (start: number) => events.find(({ event, time }) => event === "run-ended" && time >= start)?.time;
	const ended = started === undefined ? undefined : endAfter(started);
	// A long history isn't gone through for what is known.
	if (started !== undefined && ended !== undefined) return { start: started, end: ended };
	let first = Number.POSITIVE_INFINITY;
	let last = Number.NEGATIVE_INFINITY;
	for (const records of [events, ...others]) {
		for (const { time } of records) {
			if (time < first) first = time;
			if (time > last) last = time;
		}
	}
	if (first > last) return null;
	const start = started ?? first;
	return { start, end: Math.max(start, endAfter(start) ?? last) };
}

/** A moment as run.json and sentences tell it. */
export function iso(time: number): string {
	return new Date(time * 1000).toISOString();
}
