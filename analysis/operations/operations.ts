import type { OperationRecord } from "../../schema/operation.ts";
import { type History, type Hole, readHistory } from "../checker/history.ts";

/**
 * One operation of a history, as figures and numbers need it. Times are Unix time in seconds by the
 * process's clock.
 */
export type HistoryOperation = {
	pod: string;
	process: number;
	kind: OperationRecord["kind"];
	/** `unanswered`: the process died, or the history ends, before there was an answer. */
	outcome: "ok" | "fail" | "unknown" | "unanswered";
	/** Of the answer, or else of what was asked for. */
	index: number | null;
	/** When it was due. */
	intended: number;
	/**
	 * When it was asked for; where that record is lost, when it was due or answered, whichever came
	 * first.
	 */
	began: number;
	/** Null: no answer. */
	ended: number | null;
	/** From the actual start to the answer; null where nothing tells it. */
	serviceSeconds: number | null;
};

const folded = new WeakMap<readonly OperationRecord[], History>();

/**
 * The history of a run's records: the checker's own fold, so that whoever draws or counts
 * operations pairs them as the checker does. It is made once for a list, which must not change
 * afterwards.
 *
 * @param records in any order
 */
export function historyOf(records: readonly OperationRecord[]): History {
	const known = folded.get(records);
	if (known !== undefined) return known;
	const history = readHistory(records);
	folded.set(records, history);
	return history;
}

/** All operations of a history, process by process, each in its own order. */
export function* operationsIn({ identities, holes }: History): Generator<HistoryOperation> {
	const holesOf = Map.groupBy(holes, keyOf);
	for (const processes of identities.values()) {
		for (const process of processes) {
			const own = holesOf.get(keyOf(process)) ?? [];
			for (const { invoke, answer } of process.operations) {
				const isPresumed = own.some(({ from, to }) => from <= invoke.number && invoke.number <= to);
				yield {
					pod: process.pod,
					process: process.process,
					kind: invoke.kind,
					outcome: outcomeOf(answer),
					index: answer?.index ?? invoke.index,
					intended: invoke.intended,
					began: invoke.time,
					ended: answer?.time ?? null,
					serviceSeconds: answer === null || isPresumed ? null : serviceSeconds(invoke.time, answer.time),
				};
			}
		}
	}
}

/**
 * Latency from the actual start of an operation to its answer, in seconds. Null where the answer is
 * before the start: the clock was set back between the two, and tells no latency.
 */
export function serviceSeconds(began: number, ended: number): number | null {
	return ended < began ? null : ended - began;
}

function keyOf({ pod, process }: Pick<Hole, "pod" | "process">): string {
	return `${pod} ${process}`;
}

function outcomeOf(answer: OperationRecord | null): HistoryOperation["outcome"] {
	return answer === null || answer.type === "invoke" ? "unanswered" : answer.type;
}
