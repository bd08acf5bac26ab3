import { groupCount, groupName, groupOf, ordinalOf } from "../../../../schema/raftGroups.ts";

/** Whose states the members keep, and in which Raft group each lies. */
export interface Layout {
	/** How many replicas there are: `pod-0` to `pod-(states − 1)`. */
	states: number;
	/**
	 * Name of the group that a replica's state lies in.
	 *
	 * @throws Error for what is no replica's identity
	 */
	groupOf(identity: string): string;
	/** The group that the own member answers for. */
	ownGroup: string;
	/** A replica whose state lies there: it is read to see whether the group answers. */
	ownState: string;
	/** A group that is made though it holds nobody's state; null: none. */
	emptyGroup: string | null;
}

/**
 * Each member keeps the state of the replica in its own Pod (Gschnitzer 2022, 4.4): the formula's
 * last group holds nobody's state when g divides n.
 */
export function statesOfOwnReplicas(member: {
	pod: string;
	ordinal: number;
	replicas: number;
	groupSize: number;
}): Layout {
	const { pod, ordinal, replicas, groupSize } = member;
	const last = groupCount(replicas, groupSize) - 1;
	return {
		states: replicas,
		groupOf: (identity) => groupName(groupOf(ordinalOf(identity), groupSize)),
		ownGroup: groupName(groupOf(ordinal, groupSize)),
		ownState: pod,
		emptyGroup: groupOf(replicas - 1, groupSize) < last ? groupName(last) : null,
	};
}

/**
 * The members keep the states of replicas in other Pods, all in one group. More groups would have
 * the same members, so they would lose their majorities together and be no safer; they would only
 * spread the leaders' work, and be more to watch and to heal.
 *
 * @param replicas 1 or more
 */
export function statesOfClients(replicas: number): Layout {
	const [group, first] = [groupName(0), "pod-0"];
	return {
		states: replicas,
		groupOf(identity) {
			ordinalOf(identity);
			return group;
		},
		ownGroup: group,
		ownState: first,
		emptyGroup: null,
	};
}
