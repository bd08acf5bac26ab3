import type { LabEvent } from "../../schema/event.ts";
import { asIdentities } from "./activePods.ts";
import { faultsIn } from "./faults.ts";
import { lossesIn } from "./losses.ts";
import { type Period, periodOf } from "./period.ts";
import { troubledPeriods } from "./troubledPeriods.ts";

/**
 * The stretches of the measured period in which nothing was the matter: outside all faults and losses, until the system was steady again
 * after them. In order of time; none without events.
 *
 * @param unordered events in any order
 * @param identities all replicas
 */
export function faultFreePeriods(unordered: readonly LabEvent[], identities: readonly string[]): Period[] {
	const events = asIdentities(unordered.toSorted((a, b) => a.time - b.time));
	const period = periodOf(events);
	if (period === null) return [];
	const faults = faultsIn(events, period);
	const losses = lossesIn(events, period, faults, identities);
	const faultFree: Period[] = [];
	let { start } = period;
	for (const trouble of troubledPeriods(events, period, faults, losses)) {
		if (trouble.start > start) faultFree.push({ start, end: trouble.start });
		start = Math.max(start, trouble.end);
	}
	if (start < period.end) faultFree.push({ start, end: period.end });
	return faultFree;
}
