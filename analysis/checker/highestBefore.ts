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
		let low = 0;
		let high = this.#ended.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.#ended[middle] as number) < time) low = middle + 1;
			else high = middle;
		}
		return this.#highest[low - 1];
	}
}
