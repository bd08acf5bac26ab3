import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type LabEvent, labEvent } from "../../schema/event.ts";
import type { LabDescription } from "../../schema/labDescription.ts";
import { type OperationRecord, operationRecord } from "../../schema/operation.ts";
import { latestLink } from "../results.ts";
import type { Display } from "./display.ts";
import { fold } from "./fold.ts";
import { type Followed, follow, Unanswered } from "./follow.ts";
import { newState, type WatchState } from "./state.ts";

export type WatchOptions = {
	signal: AbortSignal;
	/** Until when a run may take to begin; milliseconds since 1970. */
	deadline: number;
	/** Told once, when it is waited for. */
	waiting: (sentence: string) => void;
	/** From one look to the next; 1 s. */
	everySeconds?: number;
	/** How long an observer that has answered before may be silent; 15 s. */
	silentSeconds?: number;
};

/**
 * Of a history that is longer, only the end is read: all that 21 replicas with one update a second
 * leave in five minutes.
 */
const historyBytes = 8 << 20;

/** The observer of a lab, and all that is known from it. */
export class Watcher {
	#state: WatchState;
	readonly #operations: Followed<OperationRecord>;
	readonly #events: Followed<LabEvent>;
	/** Had already, and not yet part of the state. */
	#waiting: OperationRecord[] = [];

	constructor(lab: LabDescription) {
		this.#state = newState(lab);
		this.#operations = follow(lab.observer, "operations.ndjson", operationRecord, { lastBytes: historyBytes });
		this.#events = follow(lab.observer, "events.ndjson", labEvent);
	}

	get state(): WatchState {
		return this.#state;
	}

	/**
	 * Asks for what is new; returns the events of the run that is the newest then.
	 *
	 * @throws as {@link Followed.news}
	 */
	async look(signal: AbortSignal): Promise<LabEvent[]> {
		// Operations first: every event that one of them follows from can be had by then.
		const operations = await this.#operations.news(signal);
		this.#waiting = [...this.#waiting, ...operations];
		const events = await this.#events.news(signal);
		this.#state = fold(this.#state, { operations: this.#waiting, events });
		this.#waiting = [];
		const started = this.#state.run?.started ?? Number.POSITIVE_INFINITY;
		return events.filter(({ time }) => time >= started);
	}
}

/**
 * Follows the run that is going on, or that begins before the deadline, to its end.
 *
 * @returns where its results will be, in one sentence
 * @throws Error with one sentence when there is no run, or the observer is silent for too long
 */
export async function watchRun(lab: LabDescription, display: Display, options: WatchOptions): Promise<string> {
	const { signal, everySeconds = 1, silentSeconds = 15 } = options;
	const watcher = new Watcher(lab);
	const pause = () => sleep(everySeconds * 1000, undefined, { signal });
	let events = await firstRun(watcher, lab, options, pause);
	let answered = Date.now() / 1000;
	let notice: string | null = null;
	for (;;) {
		const { state } = watcher;
		const ended = state.run?.ended ?? null;
		// Of a silent observer nothing is known to be late but its answer.
		display.show(state, ended ?? answered, events, notice);
		if (ended !== null) return endSentence(lab, state);
		await pause();
		try {
			events = await watcher.look(signal);
			answered = Date.now() / 1000;
			notice = null;
		} catch (error) {
			if (!(error instanceof Unanswered)) throw error;
			const silence = Math.round(Date.now() / 1000 - answered);
			events = [];
			notice = `${error.message} It has been silent for ${silence} s.`;
			if (silence < silentSeconds) continue;
			throw new Error(notice);
		}
	}
}

/** Waits until a run is going on, and returns its events so far. */
async function firstRun(
	watcher: Watcher,
	{ stack }: LabDescription,
	{ signal, deadline, waiting }: WatchOptions,
	pause: () => Promise<void>,
): Promise<LabEvent[]> {
	let told = false;
	for (;;) {
		let reason: string;
		try {
			const events = await watcher.look(signal);
			const { run } = watcher.state;
			if (run !== null && run.ended === null) return events;
			reason = noRunSentence(stack, run?.ended ?? null);
		} catch (error) {
			if (!(error instanceof Unanswered)) throw error;
			reason = error.message;
		}
		const leftSeconds = (deadline - Date.now()) / 1000;
		if (leftSeconds <= 0) throw new Error(reason);
		if (!told) {
			waiting(`Waiting up to ${Math.ceil(leftSeconds)} s for a run of ${stack} to begin …`);
		}
		told = true;
		await pause();
	}
}

function noRunSentence(stack: string, ended: number | null): string {
	const last =
		ended === null ? "none has begun yet" : `the last one ended ${Math.round(Date.now() / 1000 - ended)} s ago`;
	return `No run of ${stack} is going on: ${last}. Begin one (npx holdfast rerun ${stack}), or wait for it (npx holdfast watch --wait 60).`;
}

function endSentence(lab: LabDescription, { run }: WatchState): string {
	const how = run?.chaos.at(-1)?.detail;
	const ended = `The run has ended${how === undefined ? "" : ` (${how})`}.`;
	if (lab.protocol === null) {
		return `${ended} Its results are collected by hand: node analysis/collect.ts --help.`;
	}
	const folder = join(resolve(lab.resultsFolder), lab.stack, latestLink);
	return `${ended} Once collected, its results are in ${folder}`;
}
