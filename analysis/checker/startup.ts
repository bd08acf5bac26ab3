import type { LabEvent } from "../../schema/event.ts";
import type { Startup } from "../../schema/run.ts";

/** Startup delays of replicas, in order of their readiness; each process counts once. */
export function startups(events: readonly LabEvent[], identities: readonly string[]): Startup[] {
	const found: Startup[] = [];
	const seen = new Set<string>();
	const earliest = earliestProcesses(events);
	for (const event of events.toSorted((a, b) => a.time - b.time)) {
		const { pod, process, startupDelaySeconds } = event;
		if (event.event !== "method-ready" || startupDelaySeconds === undefined) {
			continue;
		}
		if (pod === undefined || process === undefined) continue;
		if (!identities.includes(pod) || seen.has(`${pod} ${process}`)) continue;
		seen.add(`${pod} ${process}`);
		found.push({ pod, process, startupDelaySeconds, restart: process > (earliest.get(pod) as number) });
	}
	return found;
}

/** Of the application: a consensus replica's process in the same Pod is another, and older. */
function earliestProcesses(events: readonly LabEvent[]): Map<string, number> {
	const earliest = new Map<string, number>();
	for (const { source, pod, process } of events) {
		if (source !== "application") continue;
		if (pod === undefined || process === undefined) continue;
		earliest.set(pod, Math.min(process, earliest.get(pod) ?? Number.POSITIVE_INFINITY));
	}
	return earliest;
}
