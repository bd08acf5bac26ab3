import { hash } from "node:crypto";
import { sum } from "d3-array";
import { firstState, nextState } from "../../schema/chain.ts";
import type { ReadRecord } from "../../schema/read.ts";
import type { ProcessHistory } from "./history.ts";

/** No run gets farther: 10 updates a second take eleven days to get there. */
export const farthestIndex = 10_000_000;
/**
 * A history may begin at a state that is so far along its chain: 10 updates a second take a day to
 * get there.
 */
const farthestBeginning = 1_000_000;

/** The chain of one identity, computed as far as it is asked for. */
export class KnownChain {
	/** The last index that is looked at. */
	readonly reach: number;
	readonly #identity: string;
	readonly #states: string[];
	#indices: Map<string, number> | null = null;

	constructor(identity: string, reach = farthestIndex) {
		this.reach = reach;
		this.#identity = identity;
		this.#states = [firstState(sha256, identity)];
	}

	/**
	 * The state of an index.
	 *
	 * @throws RangeError for an index beyond the chain's reach
	 */
	at(index: number): string {
		if (index > this.reach) {
			throw new RangeError(`Index ${index} is too far along a chain to check.`);
		}
		this.extendTo(index);
		return this.#states[index] as string;
	}

	/** Computes the chain as far as this index, at most as far as it reaches. */
	extendTo(index: number): void {
		let last = this.#states.at(-1) as string;
		while (this.#states.length <= Math.min(index, this.reach)) {
			last = nextState(sha256, this.#identity, last);
			this.#states.push(last);
		}
	}

	/** The index of a state among those computed so far, or null. */
	indexAmongKnown(state: string): number | null {
		if (this.#indices?.size !== this.#states.length) {
			this.#indices = new Map(this.#states.map((known, i) => [known, i]));
		}
		return this.#indices.get(state) ?? null;
	}
}

/**
 * An identity's chain, how far its records and reads say that it has come (-1 without any), and how
 * far of what the chain reaches.
 */
type FollowedChain = { chain: KnownChain; farthest: number; within: number };

/**
 * The chain of an identity, which reaches to any state that a history of so many records can have
 * come to, wherever it began: one record with a large index in it isn't to cost minutes.
 */
export function chainFor(
	pod: string,
	processes: readonly Pick<ProcessHistory, "records">[],
	reads: readonly ReadRecord[],
): FollowedChain {
	const all = [...processes.map(({ records }) => records), reads];
	const reach = farthestBeginning + sum(all, ({ length }) => length);
	const chain = new KnownChain(pod, Math.min(reach, farthestIndex));
	const found = { chain, farthest: -1, within: -1 };
	for (const records of all) {
		for (const { index } of records) {
			if (index === null || index <= found.within) continue;
			if (index <= chain.reach) found.within = index;
			found.farthest = Math.max(found.farthest, index);
		}
	}
	return found;
}

function sha256(text: string): string {
	return hash("sha256", text, "base64");
}
