import { clockToleranceSeconds } from "./clocks.ts";
import type { ProcessHistory } from "./history.ts";

/** A moment at which the clock of an identity's processes moved against the recorder's. */
export type ClockStep = {
	pod: string;
	/** The process whose records show it. */
	process: number;
	/** The recorder's clock. */
	time: number;
	/** Above 0: the replica's clock jumped ahead. */
	seconds: number;
};

/** Smaller steps can't be told from the ways of a network. */
const leastStepSeconds = 0.5;

/**
 * Steps of a replica's clock. A record can arrive late, by a broken connection even many seconds
 * late, but not early, so that the promptest records tell how far the two clocks are apart. A step
 * is what nothing else explains:
 *
 * - a process's own times go back;
 * - ahead: a record is more prompt than those before it, of which many were equally late for a
 * while;
 * - back: from some record on, all of a process's are later than one before them, and many of them
 * equally late.
 *
 * A process that stands still for a while sends nothing meanwhile, which is no step. Between the
 * processes of an identity the clock may step as well: each follows the system's clock as it was
 * when it started.
 *
 * @param processes of one identity, in order of their starts
 */
export function clockSteps(processes: readonly ProcessHistory[]): ClockStep[] {
	const steps: ClockStep[] = [];
	let usual: Lateness | null = null;
	for (const { pod, process, records } of processes) {
		/** Of the records since the last one that was as prompt as usual. */
		let late: Lateness | null = null;
		let before = Number.NEGATIVE_INFINITY;
		const add = (time: number, seconds: number) => steps.push({ pod, process, time, seconds });
		for (const { time, received } of records) {
			const seconds = received - time;
			if (usual !== null && time < before - clockToleranceSeconds) {
				add(received, Math.min(time - before, usual.least - seconds));
				usual = null;
				late = null;
			}
			before = time;
			if (usual === null) usual = new Lateness(seconds, received);
			else if (seconds < usual.least - leastStepSeconds) {
				if (usual.isSettled()) add(received, usual.least - seconds);
				usual = new Lateness(seconds, received);
				late = null;
			} else if (seconds <= usual.least + leastStepSeconds) {
				usual.take(seconds, received);
				late = null;
			} else if (late === null) late = new Lateness(seconds, received);
			else late.take(seconds, received);
		}
		if (usual !== null && late?.isSettled()) {
			add(late.since, usual.least - late.least);
			usual = late;
		}
	}
	return steps;
}

/** A step in words, for people. */
export function describeClockStep(step: ClockStep): string {
	const { pod, process, time, seconds } = step;
	const how = `${seconds > 0 ? "ahead" : "back"} by about ${Math.abs(seconds).toFixed(1)} s`;
	const when = new Date(time * 1000).toISOString();
	return `The clock of ${pod} jumped ${how} at ${when}, as the records of process ${process} show: the order of its operations is uncertain.`;
}

/** So many records that are equally late for so long are so because of the clocks. */
const settledRecords = 20;
const settledSeconds = 10;
const equallyLateSeconds = 0.1;
/** Clocks that aren't kept in step drift apart by no more than this, in seconds per second. */
const greatestDrift = 0.001;

/** How late the promptest of some records in a row are. */
class Lateness {
	/** When the first of them arrived. */
	since: number;
	least: number;
	#first: number;
	#records = 1;
	#until: number;

	constructor(seconds: number, received: number) {
		this.since = received;
		this.#until = received;
		this.least = seconds;
		this.#first = seconds;
	}

	/**
	 * Takes the next record. One that is much later than the others says nothing; one that is more
	 * prompt, all.
	 */
	take(seconds: number, received: number): void {
		if (seconds < this.#first - equallyLateSeconds) {
			this.since = received;
			this.least = seconds;
			this.#first = seconds;
			this.#records = 1;
		} else if (seconds <= this.least + equallyLateSeconds) {
			const drift = greatestDrift * (received - this.#until);
			this.least = Math.min(seconds, this.least + drift);
			this.#records++;
		} else return;
		this.#until = received;
	}

	/** Whether so many were equally late, for so long, that it isn't by chance. */
	isSettled(): boolean {
		return this.#records >= settledRecords && this.#until - this.since >= settledSeconds;
	}
}
