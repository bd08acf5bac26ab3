import type { LabEvent } from "../../schema/event.ts";
import type { OperationRecord } from "../../schema/operation.ts";

/**
 * The observer may have seen earlier runs of the same lab. A run's history is made of whole
 * processes, each from its first record, so that its numbering can be checked: those that were
 * heard of since the run started.
 *
 * @param started Unix time in seconds
 */
export function operationsOfRun(records: readonly OperationRecord[], started: number): OperationRecord[] {
	const alive = new Set<string>();
	for (const record of records) {
		if (record.received >= started) alive.add(processKey(record));
	}
	return records.filter((record) => alive.has(processKey(record)));
}

/**
 * Events since the run started, and what tells the state of things at its start: the earlier life
 * of the Pods and processes that were there, what was said last of the majority of each Raft group,
 * and every lie.
 *
 * @param started Unix time in seconds
 */
export function eventsOfRun(events: readonly LabEvent[], started: number): LabEvent[] {
	const gone = new Set<string>();
	const newest = new Map<string, number>();
	const lastOfGroup = new Map<string, LabEvent>();
	for (const event of events) {
		const { time, pod, uid, process, group } = event;
		if (time >= started) continue;
		if (group !== undefined && ofMajority.has(event.event)) {
			lastOfGroup.set(group, event);
		}
		if (event.event === "deleted" && uid !== undefined) gone.add(uid);
		if (pod === undefined || process === undefined) continue;
		const sender = senderKey(event);
		newest.set(sender, Math.max(process, newest.get(sender) ?? 0));
	}
	return events.filter((event) => {
		const { time, source, pod, uid, process, group } = event;
		// What was said to a process before the run is in its history, too.
		if (time >= started || event.event === "lied") return true;
		if (group !== undefined && lastOfGroup.get(group) === event) return true;
		if (pod === undefined) return false;
		if (source === "kubernetes") return uid === undefined || !gone.has(uid);
		return process !== undefined && process === newest.get(senderKey(event));
	});
}

const ofMajority: ReadonlySet<LabEvent["event"]> = new Set(["majority-lost", "majority-restored", "group-reset"]);

/**
 * Two processes of one Pod may send events, each with its own start: the application and the
 * consensus replica.
 */
function senderKey({ pod, source }: LabEvent): string {
	return `${pod} ${source === "consensus" ? "consensus" : "application"}`;
}

function processKey({ pod, process }: OperationRecord): string {
	return `${pod} ${process}`;
}
