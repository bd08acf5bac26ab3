import type { Answer, Consensus } from "./consensus.ts";

/** What is left of a call's time must be worth another member's while. */
const leastSeconds = 0.1;

/**
 * Members that keep the same states, as one: asks the same one as long as it answers, and the next
 * one when it doesn't. Within a call only what certainly wasn't applied is asked of another; after
 * an unknown outcome the caller reads first, and asks another one then.
 *
 * @param members one or more
 * @param first index, modulo their number, of the one to begin with: different for each client, so
 *   that members share the work
 * @param clock seconds, never back
 */
export function failingOver(
	members: readonly Consensus[],
	first: number,
	clock: () => number = () => performance.now() / 1000,
): Consensus {
	let chosen = first % members.length;

	/** Unless another call has gone on from it already. */
	function leave(member: number): void {
		if (chosen === member) chosen = (member + 1) % members.length;
	}

	async function ask(
		call: (member: Consensus, timeoutSeconds: number) => Promise<Answer>,
		timeoutSeconds: number,
	): Promise<Answer> {
		const end = clock() + timeoutSeconds;
		for (let asked = 1; ; asked++) {
			const member = chosen;
			const left = asked === 1 ? timeoutSeconds : end - clock();
			const answer = await call(members[member] as Consensus, left);
			if (answer.kind !== "unavailable" && answer.kind !== "unknown") return answer;
			leave(member);
			const timeIsUp = end - clock() < leastSeconds;
			if (answer.kind === "unknown" || asked === members.length || timeIsUp) return answer;
		}
	}

	return {
		read: (key, timeoutSeconds) => ask((member, left) => member.read(key, left), timeoutSeconds),
		write: (key, text, previous, timeoutSeconds) =>
			ask((member, left) => member.write(key, text, previous, left), timeoutSeconds),
		async verify(waitSeconds) {
			const member = chosen;
			const found = await (members[member] as Consensus).verify(waitSeconds);
			if ("reason" in found) leave(member);
			return found;
		},
	};
}
