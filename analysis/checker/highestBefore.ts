import { bisectLeft } from "d3-array";

/** So many items are looked at one by one, before the rest is searched. */
const nearby = 8;

/** Answers "which had the highest index of all that were over by then?" for any moment. */
export class HighestBefore<T extends { index: number; ended: number }> {
	readonly #ended: Float64Array;
	readonly #highest: T[] = [];
	/** How many were over by the moment that was asked for last. */
	#count = 0;

	/** @param items in any order; of two with the same index, the one that was over first counts */
	constructor(items: readonly T[]) {
		const sorted = items.toSorted((a, b) => a.ended - b.ended);
		this.#ended = new Float64Array(sorted.length);
		for (const [i, item] of sorted.entries()) {
			const before = this.#highest[i - 1];
			this.#ended[i] = item.ended;
			this.#highest.push(before === undefined || item.index > before.index ? item : before);
		}
	}

	/**
	 * Among those that were over before `time`; undefined where there is none. Moments that ascend
	 * are the quickest to ask for.
	 */
	before(time: number): T | undefined {
		const ended = this.#ended;
		let count = this.#count;
		if (!((ended[count - 1] ?? time) < time)) {
			count = bisectLeft(ended, time, 0, count);
		}
		const far = Math.min(count + nearby, ended.length);
		while (count < far && (ended[count] as number) < time) count++;
		if (count === far) count = bisectLeft(ended, time, count);
		this.#count = count;
		return this.#highest[count - 1];
	}
}
