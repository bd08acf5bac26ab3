import { EtcdFailed, type EtcdValues } from "../../../etcdGateway.ts";
import type { StateAnswer, States } from "../states.ts";

/** A call that takes longer has an unknown outcome; the application gives up after 1 s. */
export const callSeconds = 0.9;

/** The states of one Raft group by way of one member: a key for each replica, named after it. */
export function groupStates(values: EtcdValues, limitSeconds = callSeconds): States {
	return {
		read: (identifier) =>
			answering(false, async () => ({
				kind: "ok",
				state: await values.get(keyOf(identifier), limitSeconds),
			})),
		write: ({ identifier, state, previous }) =>
			answering(true, async () => {
				const key = keyOf(identifier);
				if (previous === undefined) {
					await values.put(key, state, limitSeconds);
					return { kind: "ok", state };
				}
				const swap = await values.swap(key, previous, state, limitSeconds);
				return swap.kind === "stored" ? { kind: "ok", state } : { kind: "conflict", state: swap.value };
			}),
	};
}

function keyOf(identifier: string): string {
	return `state/${identifier}`;
}

async function answering(isWrite: boolean, call: () => Promise<StateAnswer>): Promise<StateAnswer> {
	try {
		return await call();
	} catch (error) {
		if (!(error instanceof EtcdFailed)) throw error;
		return {
			kind: "unavailable",
			applied: isWrite && error.maybeApplied ? "unknown" : "no",
			reason: error.message,
		};
	}
}
