import type { LabEvent } from "../../schema/event.ts";
import type { InjectedFault } from "./faults.ts";
import type { Loss } from "./losses.ts";
import type { Period } from "./period.ts";

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
	const steady = events.filter(({ event, time }) => event === "fault-recovered" && time <= period.end);
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
