import { firstState, nextState, type Sha256Base64 } from "../schema/chain.ts";

/** What a replica says of itself; nulls before its process knows a state. */
export type Reading = { index: number | null; state: string | null };

/** Something a replica must never show. */
export type Finding = {
	kind: "off-chain" | "backwards";
	/** One sentence. */
	summary: string;
};

/** More states than a run can pass between two readings: not worth hashing, and certainly wrong. */
const farthestStep = 1_000_000;

/**
 * Follows one replica from outside, across all its restarts. Each reading is checked by walking the
 * chain from the last good one, so that a state is hashed once.
 */
export class StateWatch {
	readonly #sha256: Sha256Base64;
	/** Of the replica that it follows. */
	readonly identity: string;
	#good: { index: number; state: string };
	#seen = false;

	constructor(sha256: Sha256Base64, identity: string) {
		this.#sha256 = sha256;
		this.identity = identity;
		this.#good = { index: 0, state: firstState(sha256, identity) };
	}

	/** The highest index that was seen on the chain, or null. */
	get index(): number | null {
		return this.#seen ? this.#good.index : null;
	}

	/**
	 * Takes a reading; empty when nothing is wrong with it. A reading without a state claims nothing.
	 */
	observe({ index, state }: Reading): Finding[] {
		if (index === null && state === null) return [];
		if (index === null || state === null || !Number.isSafeInteger(index)) {
			return [this.#offChain(index, state)];
		}
		const findings: Finding[] = [];
		if (this.#seen && index < this.#good.index) {
			findings.push({
				kind: "backwards",
				summary: `${this.identity} went back from index ${this.#good.index} to ${index}.`,
			});
		}
		if (this.#stateAt(index) !== state) {
			findings.push(this.#offChain(index, state));
		} else if (index >= this.#good.index) {
			this.#good = { index, state };
			this.#seen = true;
		}
		return findings;
	}

	/** Null beyond what is looked at. */
	#stateAt(index: number): string | null {
		const zero = firstState(this.#sha256, this.identity);
		const from = index >= this.#good.index ? this.#good : { index: 0, state: zero };
		if (index < 0 || index - from.index > farthestStep) return null;
		let { state } = from;
		for (let i = from.index; i < index; i++) {
			state = nextState(this.#sha256, this.identity, state);
		}
		return state;
	}

	#offChain(index: number | null, state: string | null): Finding {
		return {
			kind: "off-chain",
			summary: `${this.identity} shows ${state} as state ${index}, which is not on its chain.`,
		};
	}
}

/**
 * What `GET /` answered in JSON: whose state it is, and the state. Null for anything else, such as
 * the answer of something that isn't a replica.
 */
export function parseReading(body: unknown): (Reading & { pod: string; process: number }) | null {
	if (typeof body !== "object" || body === null) return null;
	const { pod, index, state, process } = body as Record<string, unknown>;
	if (typeof pod !== "string" || typeof process !== "number") return null;
	if (index !== null && typeof index !== "number") return null;
	if (state !== null && typeof state !== "string") return null;
	return { pod, process, index, state };
}
