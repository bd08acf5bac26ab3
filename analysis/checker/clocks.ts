import type { ReadRecord } from "../../schema/read.ts";
import type { ProcessHistory } from "./history.ts";

/**
 * Two operations of different processes count as one after the other only if more than this lies
 * between the first one's answer and the second one's start, in seconds: their clocks may differ.
 */
export const clockToleranceSeconds = 0.01;

/**
 * What somebody tells can arrive late, but not early: whoever is ahead by more has another clock
 * than the recorder.
 */
const greatestLeadSeconds = 0.5;

/** Clients whose clocks were ahead of the recorder's, and by how many seconds at most. */
export function clientsAhead(reads: readonly ReadRecord[]): Map<string, number> {
	const leads = new Map<string, number>();
	for (const { client, ended, received } of reads) {
		const lead = ended - received;
		if (lead <= (leads.get(client) ?? greatestLeadSeconds)) continue;
		leads.set(client, lead);
	}
	return leads;
}

/** Such a lead in words, for people. */
export function describeLead(client: string, seconds: number): string {
	return `The clock of ${client} was up to ${seconds.toFixed(1)} s ahead of the recorder's: what it read when is uncertain.`;
}

/**
 * A process of which not even the promptest of many records came within this time has another clock
 * than the recorder.
 */
const greatestLagSeconds = 2;
const manyRecords = 20;

/**
 * By how many seconds a process's clock is certainly ahead of the recorder's, or behind it (below
 * 0); 0 where neither shows.
 */
export function clockOffset({ records }: ProcessHistory): number {
	let least = Number.POSITIVE_INFINITY;
	for (const { time, received } of records) {
		least = Math.min(least, received - time);
	}
	if (least < -greatestLeadSeconds) return -least;
	const isLate = least > greatestLagSeconds && records.length >= manyRecords;
	return isLate ? -least : 0;
}

/** Such an offset in words, for people. */
export function describeOffset({ pod, process }: ProcessHistory, seconds: number): string {
	const how = seconds > 0 ? "ahead of" : "behind";
	return `The clock of ${pod}'s process ${process} was about ${Math.abs(seconds).toFixed(1)} s ${how} the recorder's: the order of its operations and others' is uncertain.`;
}
