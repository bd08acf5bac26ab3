import type { LabEvent } from "../../schema/event.ts";
import { asIdentities } from "./activePods.ts";
import { faultsIn, type InjectedFault } from "./faults.ts";
import { type Loss, lossesIn } from "./losses.ts";
import { type Period, periodOf } from "./period.ts";

/** What happened in a run, as its events tell. */
export type Course = {
	events: readonly LabEvent[];
	/** Null without events. */
	period: Period | null;
	faults: InjectedFault[];
	losses: Loss[];
	troubles: Period[];
};

/**
 * @param events of identities (`asIdentities`), in order of time
 * @param identities all replicas
 */
export function courseOf(events: readonly LabEvent[], identities: readonly string[]): Course {
	const period = periodOf(events);
	if (period === null) {
		return { events, period, faults: [], losses: [], troubles: [] };
	}
	const faults = faultsIn(events, period);
	const losses = lossesIn(events, period, faults, identities);
	const troubles = troubledPeriods(events, period, faults, losses);
	return { events, period, faults, losses, troubles };
}

/**
 * When something was the matter, in order of time and without overlaps: from each fault until the
 * system was steady again after it, and from each loss that nobody announced until the next such
 * moment; or else until the period's end.
 *
 * @param events in order of time
 */
function troubledPeriods(
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

/**
 * The stretches of the measured period in which nothing was the matter: outside all faults and
 * losses, until the system was steady again after them. In order of time; none without events.
 *
 * @param unordered events in any order
 * @param identities all replicas
 */
export function faultFreePeriods(unordered: readonly LabEvent[], identities: readonly string[]): Period[] {
	const { period, troubles } = courseOf(asIdentities(unordered.toSorted((a, b) => a.time - b.time)), identities);
	if (period === null) return [];
	const starts = [period.start, ...troubles.map(({ end }) => end)];
	const ends = [...troubles.map(({ start }) => start), period.end];
	return starts.flatMap((start, i) => {
		const end = ends[i] as number;
		return start < end ? [{ start, end }] : [];
	});
}
