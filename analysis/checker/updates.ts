import { bisectLeft } from "d3-array";
import { isAcknowledgedUpdate, type ProcessHistory } from "./history.ts";
import { dueTime, inTurn, type Phase } from "./phase.ts";

/** A replica's acknowledged updates, laid out for counting. */
export type Updates = {
	phase: Phase;
	/** When the intervals were due that an acknowledged update belongs to; each once, ascending. */
	due: Float64Array;
	/**
	 * When the acknowledgements arrived at the recorder, ascending; updates that clients asked for,
	 * too.
	 */
	received: Float64Array;
};

export function updatesIn(processes: readonly ProcessHistory[], phase: Phase): Updates {
	const intervals: number[] = [];
	const received: number[] = [];
	for (const process of processes) {
		for (const { answer } of process.operations) {
			if (!isAcknowledgedUpdate(answer)) continue;
			received.push(answer.received);
		}
		for (const { interval, operation } of inTurn(process, phase)) {
			if (isAcknowledgedUpdate(operation.answer)) intervals.push(interval);
		}
	}
	const ascending = Float64Array.from(intervals).sort();
	return {
		phase,
		due: ascending.filter((interval, i) => interval !== ascending[i - 1]).map((interval) => dueTime(phase, interval)),
		received: Float64Array.from(received).sort(),
	};
}

/** The part of ascending times from `start` until before `end`. */
export function between(times: Float64Array, start: number, end: number): Float64Array {
	return times.subarray(bisectLeft(times, start), bisectLeft(times, end));
}
