import type { OperationRecord } from "../../schema/operation.ts";
import { plainRecord } from "./recordColumns.ts";

/**
 * An operation: its `invoke` and its answer, null where the process died, or the run ended, before
 * there was one.
 */
export type Operation = { invoke: OperationRecord; answer: OperationRecord | null };

/** What one process of an identity did, in its own order. */
export type ProcessHistory = {
	pod: string;
	/** When the process started, Unix time in seconds by its own clock. */
	process: number;
	operations: Operation[];
	/** What it sent, by number, each number once. */
	records: readonly OperationRecord[];
	/** The recorder's clock as the first record arrived. */
	firstReceived: number;
};

/** Numbers that are missing from what a process sent, both inclusive. */
export type Hole = { pod: string; process: number; from: number; to: number };

/** A history by identity; the processes of each in order of their starts. */
export type History = {
	identities: Map<string, ProcessHistory[]>;
	holes: Hole[];
	/** Records that contradict each other. */
	contradictions: { pod: string; sentence: string }[];
};

/**
 * Joins records to operations. They may arrive in any order and more than once (a sender that lost
 * its connection repeats what was not confirmed); what counts is each process's numbering.
 */
export function readHistory(records: Iterable<OperationRecord>): History {
	const history: History = { identities: new Map(), holes: [], contradictions: [] };
	for (const group of byProcess(records)) {
		const numbered = inOrder(group, history);
		const first = numbered[0];
		if (first === undefined) continue;
		const holes = holesIn(numbered);
		history.holes.push(...holes);
		const processes = history.identities.get(first.pod) ?? [];
		history.identities.set(first.pod, processes);
		processes.push({
			pod: first.pod,
			process: first.process,
			operations: operationsOf(numbered, holes, history),
			records: numbered,
			firstReceived: group.reduce((earliest, { received }) => Math.min(earliest, received), Number.POSITIVE_INFINITY),
		});
	}
	for (const processes of history.identities.values()) {
		processes.sort((a, b) => a.process - b.process);
	}
	return history;
}

/** Whether a replica was told that its update is stored. */
export function isAcknowledgedUpdate(record: OperationRecord | null): record is OperationRecord {
	return record?.type === "ok" && record.kind === "persist";
}

/** A hole in words, for people. */
export function describeHole({ pod, process, from, to }: Hole): string {
	const numbers = from === to ? `record ${from}` : `records ${from} to ${to}`;
	return `The history lacks ${numbers} of ${pod}'s process ${process}.`;
}

function byProcess(records: Iterable<OperationRecord>): OperationRecord[][] {
	const pods = new Map<string, Map<number, OperationRecord[]>>();
	/** Of the record before: mostly the next one is of the same process. */
	let group: OperationRecord[] = [];
	for (const record of records) {
		const before = group[0];
		if (before?.pod !== record.pod || before.process !== record.process) {
			group = groupOf(record);
		}
		group.push(record);
	}
	return [...pods.values()].flatMap((processes) => [...processes.values()]);

	function groupOf({ pod, process }: OperationRecord): OperationRecord[] {
		const processes = pods.get(pod) ?? new Map<number, OperationRecord[]>();
		const group = processes.get(process) ?? [];
		pods.set(pod, processes.set(process, group));
		return group;
	}
}

/** By number, each number once. */
function inOrder(group: OperationRecord[], history: History): OperationRecord[] {
	let ascending = true;
	for (let i = 1; i < group.length && ascending; i++) {
		ascending = at(group, i - 1).number < at(group, i).number;
	}
	if (ascending) return group;
	const sorted = group.toSorted((a, b) => a.number - b.number);
	return sorted.filter((record, i) => {
		const before = sorted[i - 1];
		if (before?.number !== record.number) return true;
		if (!sameButForArrival(before, record)) {
			contradict(history, record, `sent two different records of number ${record.number}`);
		}
		return false;
	});
}

function sameButForArrival(a: OperationRecord, b: OperationRecord): boolean {
	return JSON.stringify({ ...plainRecord(a), received: 0 }) === JSON.stringify({ ...plainRecord(b), received: 0 });
}

function holesIn(numbered: readonly OperationRecord[]): Hole[] {
	const holes: Hole[] = [];
	let expected = 0;
	for (const { pod, process, number } of numbered) {
		if (number > expected) {
			holes.push({ pod, process, from: expected, to: number - 1 });
		}
		expected = number + 1;
	}
	return holes;
}

function operationsOf(numbered: readonly OperationRecord[], holes: readonly Hole[], history: History): Operation[] {
	const operations: Operation[] = [];
	let latest: Operation | null = null;
	/**
	 * Those before the latest that have no answer: a process does one at a time, so that there are
	 * few.
	 */
	const open = new Map<number, Operation>();
	for (const record of numbered) {
		if (record.type === "invoke") {
			if (latest?.answer === null) open.set(latest.invoke.number, latest);
			latest = { invoke: record, answer: null };
			const before = operations.at(-1);
			if (before?.answer === null && holes.length === 0) {
				contradict(
					history,
					record,
					`began operation ${record.number} before its operation ${before.invoke.number} had an answer`,
				);
			}
			if (before && goesOnAfterFailedLoad(before, record)) {
				contradict(history, record, `asked for an update (number ${record.number}) in a step whose load had failed`);
			}
			operations.push(latest);
			continue;
		}
		const { operation: number } = record;
		const isOfLatest: boolean = latest?.answer === null && latest.invoke.number === number;
		const operation = isOfLatest ? latest : open.get(number);
		if (operation) {
			operation.answer = record;
			open.delete(number);
			if (!answers(record, operation.invoke)) {
				contradict(
					history,
					record,
					`sent an answer (number ${record.number}) to operation ${number} that is about something else`,
				);
			}
		} else if (holes.some(({ from, to }) => from <= number && number <= to)) {
			operations.push({ invoke: presumedInvoke(record), answer: record });
		} else {
			contradict(history, record, `sent an answer (number ${record.number}) to operation ${number}, which is not open`);
		}
	}
	return operations;
}

function contradict(history: History, { pod, process }: OperationRecord, what: string): void {
	history.contradictions.push({ pod, sentence: `${pod}'s process ${process} ${what}.` });
}

/** A step that couldn't load has nothing to update. */
function goesOnAfterFailedLoad({ answer }: Operation, next: OperationRecord): boolean {
	return (
		answer?.kind === "load" && answer.type === "fail" && next.kind === "persist" && next.intended === answer.intended
	);
}

/** A load is asked for without an index, an update with the one that its answer repeats. */
function answers(answer: OperationRecord, invoke: OperationRecord): boolean {
	if (answer.kind !== invoke.kind) return false;
	return answer.kind === "load" || answer.index === invoke.index;
}

/** The `invoke` that a hole swallowed: it can't have been earlier than its interval was due. */
function presumedInvoke(answer: OperationRecord): OperationRecord {
	return {
		...plainRecord(answer),
		type: "invoke",
		number: answer.operation,
		time: Math.min(answer.intended, answer.time),
	};
}

function at(records: readonly OperationRecord[], i: number): OperationRecord {
	return records[i] as OperationRecord;
}
