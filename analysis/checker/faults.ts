import type { LabEvent } from "../../schema/event.ts";
import type { Period } from "./period.ts";

/** A fault as the chaos scenario told it. Times are the observer's, Unix time in seconds. */
export type InjectedFault = {
	/** Position in the protocol's faults. */
	number: number;
	name: string;
	/** When the first victim was hit. */
	injected: number;
	healed: number | null;
	/** When the system was steady again; null where it never was. */
	steady: number | null;
	/** Until when it counts: that moment, or else the run's end. */
	end: number;
	/** Pods that it hit: when each was hit first, and the Pod's UID. */
	victims: Map<string, { time: number; uid: string | null }>;
};

/**
 * The faults of a period, in order of time. Events of runs that knew one fault only have no number:
 * it is 0.
 *
 * @param events in order of time
 */
export function faultsIn(events: readonly LabEvent[], period: Period): InjectedFault[] {
	const faults = new Map<number, InjectedFault>();
	for (const { event, time, pod, uid, fault = "unknown", ...rest } of events) {
		if (time < period.start || time > period.end) continue;
		const { faultNumber: number = 0 } = rest;
		const known = faults.get(number);
		if (event === "fault-injected") {
			const injected = known ?? {
				number,
				name: fault,
				injected: time,
				healed: null,
				steady: null,
				end: period.end,
				victims: new Map(),
			};
			faults.set(number, injected);
			if (pod === undefined || injected.victims.has(pod)) continue;
			injected.victims.set(pod, { time, uid: uid ?? null });
		} else if (known !== undefined && event === "fault-healed") {
			known.healed ??= time;
		} else if (known !== undefined && event === "fault-recovered") {
			known.steady ??= time;
			known.end = known.steady;
		}
	}
	return [...faults.values()];
}
