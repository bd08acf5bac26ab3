import type { LabEvent } from "../../schema/event.ts";
import type { Consensus, MajorityLoss } from "../../schema/run.ts";
import { iso, type Period } from "./period.ts";

/**
 * What the consensus replicas said of their Raft groups in the period; null where none said
 * anything at all. What happens after the period, as a teardown that takes every majority, is no
 * part of the run.
 *
 * @param events in order of time
 */
export function consensusOf(events: readonly LabEvent[], period: Period): Consensus | null {
	const said = events.filter(({ source }) => source === "consensus");
	if (said.length === 0) return null;
	const untilEnd = said.filter(({ time }) => time <= period.end);
	const openPorts = events
		.filter(({ event, time }) => event === "port-open" && time >= period.start)
		.flatMap(({ detail }) => detail ?? []);
	return {
		...(openPorts.length > 0 && { openPorts }),
		majorityLost: losses(untilEnd)
			.filter(({ restored }) => restored === null || restored >= period.start)
			.map(({ group, lost, restored, reset }) => ({
				group,
				lost: iso(lost),
				restored: restored === null ? null : iso(restored),
				reset,
			})),
		heals: heals(untilEnd.filter(({ time }) => time >= period.start)),
	};
}

type Loss = Pick<MajorityLoss, "group" | "reset"> & { lost: number; restored: number | null };

/**
 * Every replica of a group may notice, and tell, that its majority is lost or back: a loss lasts
 * from the first that notices the one to the first that notices the other. A reset belongs to the
 * group's latest loss; if nobody told one, the reset itself shows that there was one.
 */
function losses(events: readonly LabEvent[]): Loss[] {
	const found: Loss[] = [];
	const latest = new Map<string, Loss>();
	const begin = (group: string, lost: number): Loss => {
		const loss = { group, lost, restored: null, reset: false };
		found.push(loss);
		latest.set(group, loss);
		return loss;
	};
	for (const { event, group, time } of events) {
		if (group === undefined) continue;
		const known = latest.get(group);
		if (event === "majority-lost" && known?.restored !== null) {
			begin(group, time);
		} else if (event === "majority-restored" && known) {
			known.restored ??= time;
		} else if (event === "group-reset") {
			(known ?? begin(group, time)).reset = true;
		}
	}
	return found;
}

/** Each told once: a sender that missed the answer tells it again. */
function heals(events: readonly LabEvent[]): Consensus["heals"] {
	const told = new Map<string, Consensus["heals"][number]>();
	for (const { event, pod, durationSeconds, senderTime, time } of events) {
		if (event !== "healed") continue;
		if (pod === undefined || durationSeconds === undefined) continue;
		told.set(`${pod} ${senderTime ?? time}`, { pod, durationSeconds });
	}
	return [...told.values()];
}
