import { bisectLeft } from "d3-array";

/** Answers "which had the highest index of all that were over by then?" for any moment. */
export class HighestBefore<T extends { index: number; ended: number }> {
	readonly #ended: Float64Array;
	readonly #highest: T[] = [];

	/** @param items in any order; of two with the same index, the one that was over first counts */
	constructor(items: readonly T[]) {
		const sorted = items.toSorted((a, b) => a.ended - b.ended);
		this.#ended = new Float64Array(sorted.length);
		for (const [i, item] of sorted.entries()) {
			const before = this.#highest[i - 1];
			this.#ended[i] = item.ended;
			this.#highest.push(
				before === undefined || item.index > before.index ? item : before,
			);
		}
	}

	/** Among those that were over before `time`; undefined where there is none. */
	before(time: number): T | undefined {
		return this.#highest[bisectLeft(this.#ended, time) - 1];
	}
}
