import type { LabEvent } from "../schema/event.ts";
import type { OperationRecord } from "../schema/operation.ts";

/**
 * The observer may have seen earlier runs of the same lab. A run's history is made of whole processes, each from its
 * first record, so that its numbering can be checked: those that were heard of since the run started.
 *
 * @param started Unix time in seconds
 */
export function operationsOfRun(
	records: readonly OperationRecord[],
	started: number,
): OperationRecord[] {
	const alive = new Set<string>();
	for (const record of records) {
		if (record.received >= started) alive.add(processKey(record));
	}
	return records.filter((record) => alive.has(processKey(record)));
}

/**
 * Events since the run started, and the earlier life of the Pods and processes that were there at its start.
 *
 * @param started Unix time in seconds
 */
export function eventsOfRun(
	events: readonly LabEvent[],
	started: number,
): LabEvent[] {
	const gone = new Set<string>();
	const newest = new Map<string, number>();
	for (const { event, time, pod, uid, process } of events) {
		if (time >= started || pod === undefined) continue;
		if (event === "deleted" && uid !== undefined) gone.add(uid);
		if (process === undefined) continue;
		newest.set(pod, Math.max(process, newest.get(pod) ?? 0));
	}
	return events.filter(({ time, source, pod, uid, process }) => {
		if (time >= started) return true;
		if (pod === undefined) return false;
		if (source === "kubernetes") return uid === undefined || !gone.has(uid);
		return process !== undefined && process === newest.get(pod);
	});
}

function processKey({ pod, process }: OperationRecord): string {
	return `${pod} ${process}`;
}
