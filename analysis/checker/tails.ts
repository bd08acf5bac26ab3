import type { LabEvent } from "../../schema/event.ts";
import type { OperationRecord } from "../../schema/operation.ts";
import { deathsIn } from "./deaths.ts";
import { type Doubt, doubt } from "./doubts.ts";
import { type Hole, isAcknowledgedUpdate, type ProcessHistory } from "./history.ts";
import { dueBetween, dueTime, intervalAt, type Phase } from "./phase.ts";

/** A process's word on how much it has sent. */
type Word = Pick<LabEvent, "time" | "senderTime"> & { records: number; persisted: number | null };

/** A record and the observer's event about the same moment may arrive so far apart, in seconds. */
const arrivalSeconds = 0.5;

/**
 * What is missing from, or uncertain about, the ends of the histories of one identity's processes.
 */
export type Tails = { holes: Hole[]; doubts: Doubt[] };

/**
 * The last records of a process leave no hole in the numbering when they are missing. So the end of
 * each process's history needs a reason to be believed, one of:
 *
 * - the process's own word on how many records there are, as its last one or after the run's end
 * (`history-confirmed`);
 * - its death, when no step was due between its last one on record and that moment, so that it
 * can't have asked for anything more.
 *
 * Where processes tell of themselves, one that only bears records is none of the run's.
 *
 * @param pod the identity
 * @param processes of it, in order of their starts
 * @param events of it, in order of time
 * @param runEnd when the run ended, Unix time in seconds; null where that isn't known
 */
export function tailsOf(
	pod: string,
	processes: readonly ProcessHistory[],
	events: readonly LabEvent[],
	phase: Phase | null,
	runEnd: number | null,
): Tails {
	const words = wordsByProcess(events);
	const deaths = deathsIn(events);
	const found: Tails = { holes: [], doubts: [] };
	const heard = heardOf(events);
	for (const { process, records } of processes) {
		if (heard.size > 0 && !heard.has(process)) {
			found.doubts.push(doubt(pod, `Nothing but its records tells of ${pod}'s process ${process}.`));
		}
		const said = words.get(process) ?? [];
		for (const word of said) check(process, records, word);
		if (isConfirmed(records, said)) continue;
		const uncertain = uncertainEnd(records);
		if (uncertain !== null) found.doubts.push({ pod, ...uncertain });
	}
	const known = new Set(processes.map(({ process }) => process));
	for (const [process, since] of heard) {
		if (known.has(process)) continue;
		const said = words.get(process) ?? [];
		for (const word of said) check(process, [], word);
		if (said.length > 0) continue;
		found.doubts.push({
			pod,
			sentence: `The history has nothing of ${pod}'s process ${process}, which was there.`,
			byFault: deaths.some((death) => death >= since),
		});
	}
	return found;

	function isConfirmed(records: readonly OperationRecord[], said: readonly Word[]): boolean {
		const sent = (records.at(-1)?.number ?? -1) + 1;
		return said.some(({ time, records }) => records === sent || (runEnd !== null && time >= runEnd));
	}

	/** Whether the records are those that the process counted. */
	function check(process: number, records: readonly OperationRecord[], word: Word): void {
		const counted = records.filter(({ number }) => number < word.records);
		const end = (counted.at(-1)?.number ?? -1) + 1;
		if (end < word.records) {
			found.holes.push({ pod, process, from: end, to: word.records - 1 });
			return;
		}
		// A hole in the middle is told of elsewhere.
		if (counted.length < word.records) return;
		const persisted = counted.filter(isAcknowledgedUpdate).length;
		if (word.persisted !== null && persisted !== word.persisted) {
			found.doubts.push(
				doubt(
					pod,
					`${pod}'s process ${process} counted ${word.persisted} acknowledged updates in its first ${word.records} records, and the history has ${persisted}.`,
				),
			);
		}
		const spoken = word.senderTime ?? word.time;
		if (counted.some(({ time }) => time > spoken + arrivalSeconds)) {
			found.doubts.push(
				doubt(
					pod,
					`${pod}'s process ${process} had counted ${word.records} records before the time that some of them bear.`,
				),
			);
		}
	}

	function uncertainEnd(records: readonly OperationRecord[]): Omit<Doubt, "pod"> | null {
		const last = records.at(-1);
		if (last === undefined) return null;
		const { process } = last;
		const unconfirmed = `Nobody confirmed that record ${last.number} of ${pod}'s process ${process} was its last`;
		const death = deaths.find((time) => time >= last.received - arrivalSeconds);
		if (death === undefined || phase === null) {
			return { sentence: `${unconfirmed}.`, byFault: false };
		}
		const possible = possibleIndex(records, phase, death);
		if (possible === null) return null;
		return {
			sentence: `${unconfirmed}: it may have had update ${possible} acknowledged before it was killed.`,
			byFault: true,
		};
	}
}

/**
 * The highest index that a process may have had acknowledged by the time that it died, beyond what
 * its records show; null where they show all that it can have asked for.
 */
function possibleIndex(records: readonly OperationRecord[], phase: Phase, death: number): number | null {
	const last = records.at(-1) as OperationRecord;
	const next = dueTime(phase, intervalAt(phase, last.intended) + 1);
	const further = death <= next ? 0 : dueBetween(phase, next, death);
	// Its update is on record as asked for: it counts as unknown already.
	const hasAsked = last.kind === "persist";
	const mayAsk = !hasAsked && last.type !== "fail" ? 1 : 0;
	if (further + mayAsk === 0) return null;
	let known = -1;
	for (const { index } of records) known = Math.max(known, index ?? -1);
	return known + further + mayAsk;
}

function wordsByProcess(events: readonly LabEvent[]): Map<number, Word[]> {
	const words = events.flatMap(({ event, process, records, persisted = null, time, senderTime }) =>
		event !== "history-confirmed" || process === undefined || records === undefined
			? []
			: [{ process, records, persisted, time, ...(senderTime !== undefined && { senderTime }) }],
	);
	return Map.groupBy(words, ({ process }) => process);
}

/** The application's processes that told of themselves, and since when. */
function heardOf(events: readonly LabEvent[]): Map<number, number> {
	const heard = new Map<number, number>();
	for (const { source, event, process, time } of events) {
		if (source !== "application" || event === "history-confirmed") continue;
		if (process === undefined || heard.has(process)) continue;
		heard.set(process, time);
	}
	return heard;
}
