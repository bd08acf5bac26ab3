import type { Joining } from "./membership.ts";

/** Far beyond what a start takes; after it the member's Pod must have gone again. */
const longestStartSeconds = 3;

/**
 * Members join one after another. Before a member serves anybody, it asks every member that its
 * group lists for its version. Of two that start at once each would wait for the other's answer,
 * until both give up after etcd's request timeout: 6 s here (measured).
 *
 * @param clock seconds, never back
 */
export function oneJoinsAtATime(clock: () => number): Joining {
	let seenFirst = new Map<string, number>();
	return (others) => {
		const now = clock();
		// A member has no name until it has started.
		const unstarted = others.filter(({ name }) => name === "");
		seenFirst = new Map(unstarted.map(({ id }) => [id, seenFirst.get(id) ?? now]));
		const awaited = unstarted.find(({ id }) => now - (seenFirst.get(id) as number) < longestStartSeconds);
		return awaited?.url ?? null;
	};
}
