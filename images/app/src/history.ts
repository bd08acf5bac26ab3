import type { OperationRecord } from "../../../schema/operation.ts";
import type { Clock } from "../../clock.ts";

export type Kind = OperationRecord["kind"];
export type Outcome = Exclude<OperationRecord["type"], "invoke">;
/** A record as it leaves the process: the recorder adds when it arrived. */
export type SentRecord = Omit<OperationRecord, "received">;

export interface Observed {
	index: number | null;
	state: string | null;
	revision: string | null;
	/** When the operation ended; by default now. */
	time?: number;
	error?: string;
}

export interface RunningOperation {
	end(outcome: Outcome, observed: Observed): void;
}

/** How much of a history there is: records from number 0, and the updates acknowledged in them. */
export interface HistoryLength {
	records: number;
	persisted: number;
}

export interface History {
	/** What was handed on so far. */
	length(): HistoryLength;
	invoke(kind: Kind, intended: number, target: { index: number | null; state: string | null }): RunningOperation;
}

/** Numbers a process's operations and hands each half on as it happens. */
export function operationHistory(options: {
	pod: string;
	process: number;
	clock: Clock;
	send: (record: SentRecord) => void;
	onEnd?: (kind: Kind, outcome: Outcome, durationSeconds: number) => void;
}): History {
	const { pod, process, clock, send, onEnd } = options;
	let next = 0;
	let persisted = 0;
	return {
		length: () => ({ records: next, persisted }),
		invoke(kind, intended, target) {
			const operation = next++;
			const begun = clock();
			const common = { pod, process, operation, kind, intended };
			send({
				...common,
				number: operation,
				type: "invoke",
				...target,
				revision: null,
				time: begun,
			});
			return {
				end(outcome, { time = clock(), ...observed }) {
					if (kind === "persist" && outcome === "ok") persisted++;
					send({ ...common, number: next++, type: outcome, ...observed, time });
					onEnd?.(kind, outcome, time - begun);
				},
			};
		},
	};
}
