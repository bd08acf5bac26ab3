import { firstState, nextState, type Sha256Base64 } from "../../../schema/chain.ts";

/** A state and its index k on the replica's hash chain. */
export interface Position {
	index: number;
	state: string;
}

const hashesPerSlice = 10_000;

/**
 * Finds a stored state on the chain of `identity`, walking from state 0 through state `limit` and
 * letting other work in after every few milliseconds of hashing. Null when it isn't there: the
 * state is foreign or beyond the limit.
 */
export async function locateState(
	sha256: Sha256Base64,
	identity: string,
	state: string,
	limit: number,
	onSlice: () => void = () => {},
): Promise<Position | null> {
	let current = firstState(sha256, identity);
	for (let index = 0; index <= limit; index++) {
		if (current === state) return { index, state };
		current = nextState(sha256, identity, current);
		if (index % hashesPerSlice === hashesPerSlice - 1) {
			onSlice();
			await new Promise((resume) => setImmediate(resume));
		}
	}
	return null;
}

/** Whether `earlier` comes before `later` on the chain, within its first `limit` + 1 states. */
export async function precedesOnChain(
	sha256: Sha256Base64,
	identity: string,
	earlier: string,
	later: string,
	limit: number,
): Promise<boolean> {
	if (earlier === later) return false;
	const end = await locateState(sha256, identity, later, limit);
	if (end === null) return false;
	return (await locateState(sha256, identity, earlier, end.index - 1)) !== null;
}
