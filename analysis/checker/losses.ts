import type { LabEvent } from "../../schema/event.ts";
import { killedBy } from "../../schema/faultKinds.ts";
import type { InjectedFault } from "./faults.ts";
import type { Period } from "./period.ts";

/** A replica's process was taken away: with its Pod, or out of a Pod that stays. */
export type Loss = {
	kind: "deletion" | "kill";
	pod: string;
	/** Of the Pod that was deleted, or whose process was killed. */
	uid: string | null;
	/** When the observer saw the deletion begin, or heard of the kill. Unix time in seconds. */
	time: number;
	/** When the replica's process was taken away the next time; infinite where it never was. */
	until: number;
};

/**
 * Losses of replicas in the period, in order of time. A Pod that is being deleted counts once,
 * though it be killed meanwhile.
 *
 * @param events in order of time
 */
export function lossesIn(
	events: readonly LabEvent[],
	period: Period,
	faults: readonly InjectedFault[],
	identities: readonly string[],
): Loss[] {
	const deletions = deletionsIn(events, period, identities);
	const killed = faults
		.filter(({ name }) => killedBy(name) === "processes")
		.flatMap(({ victims }) => [...victims])
		.filter(([pod]) => identities.includes(pod))
		.map(([pod, hit]) => ({ kind: "kill" as const, pod, ...hit }))
		.filter(
			({ pod, uid, time }) => !deletions.some((each) => each.pod === pod && each.uid === uid && each.time <= time),
		);
	const all = [...deletions, ...killed].sort((a, b) => a.time - b.time);
	return all.map((loss, i) => ({
		...loss,
		until: all.slice(i + 1).find(({ pod }) => pod === loss.pod)?.time ?? Number.POSITIVE_INFINITY,
	}));
}

/** Deletions of replicas' Pods, each Pod once. */
function deletionsIn(
	events: readonly LabEvent[],
	period: Period,
	identities: readonly string[],
): Omit<Loss, "until">[] {
	const deletions = new Map<string, Omit<Loss, "until">>();
	for (const { event, pod, uid = null, time } of events) {
		if (event !== "deleting" && event !== "deleted") continue;
		if (pod === undefined || !identities.includes(pod)) continue;
		if (time < period.start || time > period.end) continue;
		const key = uid ?? `${pod} ${time}`;
		if (deletions.has(key)) continue;
		deletions.set(key, { kind: "deletion", pod, uid, time });
	}
	return [...deletions.values()];
}
