/** A write: `previous` makes it a compare-and-set; null stands for no state. */
export interface Write {
	identifier: string;
	state: string | null;
	previous?: string | null;
}

export type StateAnswer =
	/** A read's state, or a write's, which is now stored. */
	| { kind: "ok"; state: string | null }
	/** Not written: another state than `previous` is stored. */
	| { kind: "conflict"; state: string | null }
	/** `applied`: whether the write may have been (a read: "no"). */
	| { kind: "unavailable"; applied: "no" | "unknown"; reason: string };

/** The replicas' states in their Raft groups: linearizable, whoever is asked. */
export interface States {
	read(identifier: string): Promise<StateAnswer>;
	write(write: Write): Promise<StateAnswer>;
}

/** States by one of several ways. */
export interface RoutedStates extends States {
	/** Whether writes go by way of a peer first, where one is known to serve. */
	ownWritesInDoubt(): boolean;
}

/** How long writes by way of the own member stay in doubt after one ended without an answer. */
const doubtSeconds = 10;

/**
 * States by way of the own member where it serves, else by way of a peer's: a Pod that has just
 * come back goes on while its own member still starts.
 *
 * Where the own member leaves a write's outcome unknown, the writes after it go by way of a peer
 * first, for a while: a member may answer reads, and none of the writes that it hands to the
 * leader. It is for the caller to read what became of a write before it asks for another, which a
 * compare-and-set then makes safe: the first one, should it be applied yet, finds another state
 * than it expects.
 *
 * @param own null while the own member doesn't serve; `answers` is false while its group hasn't
 *   answered lately, which a peer's member may do better
 * @param peer null when no peer is known to serve
 * @param clock seconds, never back
 * @param onDoubt the own member has just left a write's outcome unknown
 */
export function routedStates(ways: {
	own: () => { states: States; answers: boolean } | null;
	peer: () => States | null;
	clock: () => number;
	onDoubt: () => void;
}): RoutedStates {
	let doubtUntil = Number.NEGATIVE_INFINITY;
	const ownWritesInDoubt = () => ways.clock() < doubtUntil;

	async function via(ask: (states: States) => Promise<StateAnswer>, isWrite: boolean): Promise<StateAnswer> {
		const own = ways.own();
		const peer = ways.peer();
		const peerFirst = own?.answers === false || (isWrite && ownWritesInDoubt());
		const order = peerFirst ? [peer, own?.states ?? null] : [own?.states ?? null, peer];
		let answer: StateAnswer = {
			kind: "unavailable",
			applied: "no",
			reason: "neither the own member nor a peer's serves yet",
		};
		for (const states of order) {
			if (!states) continue;
			answer = await ask(states);
			// Another way only for what certainly wasn't applied: a write must not become two.
			if (answer.kind !== "unavailable") break;
			if (answer.applied === "no") continue;
			if (states === own?.states) {
				doubtUntil = ways.clock() + doubtSeconds;
				ways.onDoubt();
			}
			break;
		}
		return answer;
	}

	return {
		ownWritesInDoubt,
		read: (identifier) => via((states) => states.read(identifier), false),
		write: (write) => via((states) => states.write(write), true),
	};
}
