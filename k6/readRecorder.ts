/// <reference types="k6" />
import http from "k6/http";
import { Counter } from "k6/metrics";
import type { ReadRecord } from "../schema/read.ts";
import { type Answer, isRecordable } from "./answers.ts";
import { observerHeaders, reasonOf } from "./lab.ts";
import type { Lab } from "./labDescription.ts";
import { type Delivery, ReadQueue } from "./readQueue.ts";

const unrecorded = new Counter("holdfast_reads_unrecorded");

/**
 * Collects what one virtual user was answered, and sends it to the observer in batches. What the
 * observer doesn't take is sent again later; what it never took is counted in
 * `holdfast_reads_unrecorded`.
 */
export class ReadRecorder {
	readonly #lab: Pick<Lab, "observer" | "observerToken">;
	readonly #client: string;
	readonly #queue: ReadQueue<Omit<ReadRecord, "received">>;
	#complained = false;

	/**
	 * @param lab whose observer it is
	 * @param client names the virtual user within its run
	 */
	constructor(lab: Pick<Lab, "observer" | "observerToken">, client: string) {
		this.#lab = lab;
		this.#client = client;
		this.#queue = new ReadQueue({
			deliver: (batch) => this.#post(batch),
			onLost: (count) => unrecorded.add(count),
			now: Date.now,
		});
	}

	/**
	 * Takes an answer, if a record can hold it; now and then it waits until the observer has a batch.
	 *
	 * @param asked when the client asked, by `Date.now`
	 * @param answered when it was answered, by `Date.now`
	 */
	add(kind: ReadRecord["kind"], answer: Answer, asked: number, answered: number): void {
		if (!isRecordable(answer)) return;
		const { pod, process, index, state } = answer;
		this.#queue.add({
			client: this.#client,
			...{ pod, kind, process, index, state },
			started: asked / 1000,
			// The clock shows whole milliseconds that have passed; the answer came in the one after.
			ended: (answered + 1) / 1000,
		});
	}

	/** Sends what is left; to be called at the virtual user's end, of which k6 tells nobody. */
	flush(): void {
		this.#queue.flush();
	}

	#post(batch: readonly Omit<ReadRecord, "received">[]): Delivery {
		return postReads(this.#lab, batch, (sentence) => {
			if (!this.#complained) console.error(sentence);
			this.#complained = true;
		});
	}
}

/** Sends the observer what clients were answered. */
export function postReads(
	lab: Pick<Lab, "observer" | "observerToken">,
	batch: readonly Omit<ReadRecord, "received">[],
	complain: (sentence: string) => void,
): Delivery {
	const { observer } = lab;
	const response = http.post(`${observer}/reads`, JSON.stringify(batch), {
		headers: observerHeaders(lab),
		timeout: "2s",
		tags: { name: "recording" },
	});
	if (response.status === 201) return "stored";
	complain(`The observer at ${observer} doesn't take what clients read: ${reasonOf(response)}.`);
	return response.status === 400 || response.status === 413 ? "refused" : "failed";
}
