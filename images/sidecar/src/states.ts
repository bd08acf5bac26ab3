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

/**
 * States by way of the own member where it serves, else by way of a peer's: a Pod that has just come back goes on
 * while its own member still starts.
 *
 * @param own null while the own member doesn't serve; `answers` is false while its group hasn't answered lately, which a
 *   peer's member may do better
 * @param peer null when no peer is known to serve
 */
export function routedStates(ways: {
	own: () => { states: States; answers: boolean } | null;
	peer: () => States | null;
}): States {
	const via = async (
		ask: (states: States) => Promise<StateAnswer>,
	): Promise<StateAnswer> => {
		const own = ways.own();
		const peer = ways.peer();
		const order =
			own?.answers === false && peer
				? [peer, own.states]
				: [own?.states ?? null, peer];
		let answer: StateAnswer = {
			kind: "unavailable",
			applied: "no",
			reason: "neither the own member nor a peer's serves yet",
		};
		for (const states of order) {
			if (!states) continue;
			answer = await ask(states);
			// Another way only for what certainly wasn't applied: a write must not become two.
			if (answer.kind !== "unavailable" || answer.applied !== "no") break;
		}
		return answer;
	};
	return {
		read: (identifier) => via((states) => states.read(identifier)),
		write: (write) => via((states) => states.write(write)),
	};
}
