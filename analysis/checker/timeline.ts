import type { LabEvent } from "../schema/event.ts";
import type { InjectedFault } from "./faults.ts";
import type { Loss } from "./losses.ts";

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
	const start =
		events.findLast(({ event }) => event === "run-started")?.time ?? first;
	const end =
		events.find(({ event, time }) => event === "run-ended" && time >= start)
			?.time ?? last;
	return { start, end };
}

/**
 * When something was the matter, in order of time and without overlaps: from each fault until the system was steady
 * again after it, and from each loss that nobody announced until the next such moment; or else until the period's end.
 *
 * @param events in order of time
 */
export function troubledPeriods(
	events: readonly LabEvent[],
	period: Period,
	faults: readonly InjectedFault[],
	losses: readonly Loss[],
): Period[] {
	const steady = events.filter(
		({ event, time }) => event === "fault-recovered" && time <= period.end,
	);
	const spans = [
		...faults.map(({ injected, end }) => ({ start: injected, end })),
		...losses.map(({ time }) => ({
			start: time,
			end: steady.find((each) => each.time >= time)?.time ?? period.end,
		})),
	].sort((a, b) => a.start - b.start);
	const merged: Period[] = [];
	for (const span of spans) {
		const last = merged.at(-1);
		if (last === undefined || span.start > last.end) merged.push({ ...span });
		else last.end = Math.max(last.end, span.end);
	}
	return merged;
}
