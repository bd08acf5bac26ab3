import type { OperationRecord } from "../../schema/operation.ts";

/**
 * Distances that differ by less than this are the same, in milliseconds: sums of a schedule aren't
 * exact.
 */
const precisionMilliseconds = 1;

/**
 * The interval at which processes step, in seconds: the most common distance from when one of a
 * process's operations was due to when the next one was, the shorter of two that are as common.
 * Null where no process had a second step.
 *
 * @param records in any order
 */
export function estimateInterval(records: Iterable<OperationRecord>): number | null {
	const latest = new Map<string, Map<number, number>>();
	const counts = new Map<number, number>();
	for (const { pod, process, intended, type } of records) {
		if (type !== "invoke") continue;
		let ofPod = latest.get(pod);
		if (ofPod === undefined) {
			ofPod = new Map();
			latest.set(pod, ofPod);
		}
		const before = ofPod.get(process);
		ofPod.set(process, intended);
		if (before === undefined) continue;
		const milliseconds = Math.round((intended - before) * 1000);
		if (milliseconds < precisionMilliseconds) continue;
		counts.set(milliseconds, (counts.get(milliseconds) ?? 0) + 1);
	}
	let most = 0;
	let interval: number | null = null;
	for (const [milliseconds, count] of counts) {
		const isShorter = milliseconds < (interval ?? Number.POSITIVE_INFINITY);
		if (count < most || (count === most && !isShorter)) continue;
		most = count;
		interval = milliseconds;
	}
	return interval === null ? null : interval / 1000;
}
