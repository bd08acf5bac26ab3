/**
 * How the replicas' states are spread over Raft groups (Gschnitzer 2022, 4.4): n replicas in groups
 * of g make m = ⌊n/g⌋ + 1 groups, and replica i keeps its state in group ⌊i/g⌋.
 */

/**
 * Sizes that a Raft group may have: odd, because an even one tolerates no more failures than the
 * next smaller.
 */
export const groupSizes = [3, 5, 7] as const;

/** Name of the group that manages membership; Hazelcast's own. */
export const metadataGroup = "METADATA";

/** m = ⌊n/g⌋ + 1, for n replicas in groups of g. */
export function groupCount(replicas: number, groupSize: number): number {
	return Math.floor(replicas / groupSize) + 1;
}

/** j = ⌊i/g⌋, for replica i in groups of g. */
export function groupOf(ordinal: number, groupSize: number): number {
	return Math.floor(ordinal / groupSize);
}

/** Name of group j. */
export function groupName(group: number): string {
	return `group-${group}`;
}

/** Votes that a group of so many members needs to decide: ⌊size/2⌋ + 1. */
export function majorityOf(size: number): number {
	return Math.floor(size / 2) + 1;
}

/**
 * i of `pod-i`, or of a Pod whose name begins otherwise.
 *
 * @throws Error when the identity has no ordinal
 */
export function ordinalOf(pod: string, prefix = "pod"): number {
	const digits = pod.startsWith(`${prefix}-`) ? pod.slice(prefix.length + 1) : "";
	if (!/^(0|[1-9]\d*)$/.test(digits)) {
		throw new Error(`"${pod}" is no replica's identity such as ${prefix}-0.`);
	}
	return Number(digits);
}

/** Why these sizes can't be, as one sentence with what to do; null when they can. */
export function groupProblem(replicas: number, groupSize: number): string | null {
	if (replicas < 3) {
		return `A Raft group needs at least 3 members, but there are ${replicas} replicas: choose 3 or more.`;
	}
	if (!(groupSizes as readonly number[]).includes(groupSize)) {
		return `A group size of ${groupSize} is not allowed: choose ${groupSizes.join(", ").replace(/, (\d+)$/, " or $1")}.`;
	}
	if (groupSize > replicas) {
		return `A group of ${groupSize} can't be made of ${replicas} replicas: choose a group size of at most ${replicas}.`;
	}
	return null;
}
