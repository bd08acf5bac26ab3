import type { ProcessHistory } from "./history.ts";

/** What a process tells can arrive late, but not early: one that is ahead by more has another clock than the recorder. */
const greatestLeadSeconds = 0.5;
/** A process of which not even the promptest of many records came within this time has another clock than the recorder. */
const greatestLagSeconds = 2;
const manyRecords = 20;

/** By how many seconds a process's clock is certainly ahead of the recorder's, or behind it (below 0); 0 where neither shows. */
export function clockOffset({ records }: ProcessHistory): number {
	let least = Number.POSITIVE_INFINITY;
	for (const { time, received } of records) {
		least = Math.min(least, received - time);
	}
	if (least < -greatestLeadSeconds) return -least;
	const isLate = least > greatestLagSeconds && records.length >= manyRecords;
	return isLate ? -least : 0;
}

/** In words, for people. */
export function describeOffset({ pod, process }: ProcessHistory, seconds: number): string {
	const how = seconds > 0 ? "ahead of" : "behind";
	return `The clock of ${pod}'s process ${process} was about ${Math.abs(seconds).toFixed(1)} s ${how} the recorder's: the order of its operations and others' is uncertain.`;
}
