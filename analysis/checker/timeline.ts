import type { LabEvent } from "../schema/event.ts";

/** From `run-started` to `run-ended` by the observer's clock, Unix time in seconds. */
export type Period = { start: number; end: number };

/** A Pod's deletion, as the observer saw it begin. */
export type Deletion = { pod: string; uid: string | null; time: number };

/**
 * The measured period: the last `run-started` and the `run-ended` after it. What is missing is taken from the first
 * and last event; null without events.
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

/** Deletions of replicas in the period, each Pod once, in order of time. */
export function deletionsIn(
	events: readonly LabEvent[],
	period: Period,
	identities: readonly string[],
): Deletion[] {
	const deletions = new Map<string, Deletion>();
	for (const { event, pod, uid, time } of events) {
		if (event !== "deleting" && event !== "deleted") continue;
		if (pod === undefined || !identities.includes(pod)) continue;
		if (time < period.start || time > period.end) continue;
		const key = uid ?? `${pod} ${time}`;
		const known = deletions.get(key);
		if (known === undefined || time < known.time) {
			deletions.set(key, { pod, uid: uid ?? null, time });
		}
	}
	return [...deletions.values()].sort((a, b) => a.time - b.time);
}

/** When Pods were gone: from the first deletion until the whole system was back, or else the period's end. */
export function faultWindow(
	events: readonly LabEvent[],
	period: Period,
	deletions: readonly Deletion[],
): Period | null {
	const start = deletions[0]?.time;
	if (start === undefined) return null;
	const recovered = events.findLast(
		({ event, time }) =>
			event === "fault-recovered" && time >= start && time <= period.end,
	);
	return { start, end: recovered?.time ?? period.end };
}
