import { groupOf, ordinalOf } from "../../../../schema/raftGroups.ts";
import type { StateAnswer, States } from "../states.ts";

/**
 * The states of all replicas: those in groups that this Pod holds a member of, and the others' by
 * way of the Pods that do.
 *
 * @param here the states of a group by way of the own member, or of what takes its place; null
 *   where the Pod has none
 * @param elsewhere ways into another group, each of which may not serve
 */
export function placedStates(
	groupSize: number,
	here: (group: number) => States | null,
	elsewhere: (group: number) => readonly States[],
): States {
	async function via(identifier: string, ask: (states: States) => Promise<StateAnswer>): Promise<StateAnswer> {
		const group = groupOf(ordinalOf(identifier), groupSize);
		const own = here(group);
		let answer: StateAnswer = {
			kind: "unavailable",
			applied: "no",
			reason: "no Pod of its group serves yet",
		};
		for (const states of own ? [own] : elsewhere(group)) {
			answer = await ask(states);
			// Another way only for what certainly wasn't applied: a write must not become two.
			if (answer.kind !== "unavailable" || answer.applied !== "no") break;
		}
		return answer;
	}
	return {
		read: (identifier) => via(identifier, (states) => states.read(identifier)),
		write: (write) => via(write.identifier, (states) => states.write(write)),
	};
}
