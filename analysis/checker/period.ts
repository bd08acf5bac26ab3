import type { LabEvent } from "../../schema/event.ts";

/** From one moment until before another, Unix time in seconds. */
export type Period = { start: number; end: number };

/**
 * The measured period by the observer's clock: the last `run-started` and the `run-ended` after it. What is missing is
 * taken from the first and last event; null without events.
 */
export function periodOf(events: readonly LabEvent[]): Period | null {
	const times = events.map(({ time }) => time);
	if (times.length === 0) return null;
	const [first, last] = times.reduce(
		([low, high], time) => [Math.min(low, time), Math.max(high, time)],
		[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
	);
	const start = events.findLast(({ event }) => event === "run-started")?.time ?? first;
	const end = events.find(({ event, time }) => event === "run-ended" && time >= start)?.time ?? last;
	return { start, end };
}
