import { hash } from "node:crypto";
import { firstState, nextState } from "../../schema/chain.ts";

/** Indices beyond this are not looked at: 10 updates a second take eleven days to get there. */
export const farthestIndex = 10_000_000;

/** The chain of one identity, computed as far as it is asked for. */
export class KnownChain {
	readonly #identity: string;
	readonly #states: string[];
	#indices: Map<string, number> | null = null;

	constructor(identity: string) {
		this.#identity = identity;
		this.#states = [firstState(sha256, identity)];
	}

	/**
	 * The state of an index.
	 *
	 * @throws RangeError for an index beyond `farthestIndex`
	 */
	at(index: number): string {
		if (index > farthestIndex) {
			throw new RangeError(`Index ${index} is too far along a chain to check.`);
		}
		this.extendTo(index);
		return this.#states[index] as string;
	}

	/** Computes the chain as far as this index, at most as far as `farthestIndex`. */
	extendTo(index: number): void {
		let last = this.#states.at(-1) as string;
		while (this.#states.length <= Math.min(index, farthestIndex)) {
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

export function sha256(text: string): string {
	return hash("sha256", text, "base64");
}
