/** What became of a batch: it is to be tried again, or no try will ever succeed. */
export type Delivery = "stored" | "failed" | "refused";

export type ReadQueueOptions<Item> = {
	/** Delivers up to {@link batchSize} items, oldest first. */
	deliver: (batch: readonly Item[]) => Delivery;
	/** Told how many items will never be delivered. */
	onLost: (count: number) => void;
	/** Milliseconds. */
	now: () => number;
};

export const batchSize = 50;
const flushEveryMilliseconds = 2000;
/** Waiting at most; beyond that the oldest are lost. */
const mostWaiting = 500;

/**
 * Items on their way somewhere: delivered in batches, as soon as one is full, or when something is
 * added 2 s or more after the last try. What couldn't be delivered waits for the next time.
 */
export class ReadQueue<Item> {
	readonly #options: ReadQueueOptions<Item>;
	#waiting: Item[] = [];
	#triedAt: number;
	#failing = false;

	constructor(options: ReadQueueOptions<Item>) {
		this.#options = options;
		this.#triedAt = options.now();
	}

	add(item: Item): void {
		this.#waiting.push(item);
		if (this.#waiting.length > mostWaiting) {
			this.#waiting.shift();
			this.#options.onLost(1);
		}
		// A receiver in trouble isn't asked with every item.
		const full = this.#waiting.length >= batchSize && !this.#failing;
		const late = this.#options.now() - this.#triedAt >= flushEveryMilliseconds;
		if (full || late) this.flush();
	}

	/** Delivers everything, or as much as can be. */
	flush(): void {
		this.#failing = false;
		while (this.#waiting.length > 0 && !this.#failing) {
			const batch = this.#waiting.slice(0, batchSize);
			const delivery = this.#options.deliver(batch);
			this.#failing = delivery === "failed";
			if (this.#failing) break;
			this.#waiting = this.#waiting.slice(batch.length);
			if (delivery === "refused") this.#options.onLost(batch.length);
		}
		this.#triedAt = this.#options.now();
	}
}
