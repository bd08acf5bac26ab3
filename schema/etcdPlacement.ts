/**
 * Which Pods hold a Raft group's members. Replica i keeps its state in group ⌊i/g⌋ (Gschnitzer
 * 2022, 4.4), so group j is at home in the Pods jg … jg+g−1. Where there are fewer, the circle is
 * closed: the first Pods lend it a member, so that every group has g of them, and a Pod holds two
 * at most. A group that no replica keeps its state in isn't made.
 */
import { groupOf } from "./raftGroups.ts";

/** A group's member in a Pod: in its own group, or lent to the last one. */
export type Seat = "own" | "lent";

export interface Placement {
	/** n. */
	replicas: number;
	/** g: 1 … n. */
	groupSize: number;
}

/** How many groups hold somebody's state: ⌈n/g⌉. */
export function inhabitedGroups({ replicas, groupSize }: Placement): number {
	return Math.ceil(replicas / groupSize);
}

/** Ordinals of the Pods that hold a member of group j, from jg on. The first of them founds it. */
export function membersOf(group: number, { replicas, groupSize }: Placement): number[] {
	return Array.from({ length: groupSize }, (_, i) => (group * groupSize + i) % replicas);
}

/** The groups that a Pod holds a member of: its own, and perhaps the last. */
export function seatsOf(ordinal: number, placement: Placement): { seat: Seat; group: number }[] {
	const own = groupOf(ordinal, placement.groupSize);
	const last = inhabitedGroups(placement) - 1;
	const lends = last !== own && membersOf(last, placement).includes(ordinal);
	return [{ seat: "own", group: own }, ...(lends ? [{ seat: "lent" as const, group: last }] : [])];
}

/** Which of a Pod's members is the one in group j. */
export function seatIn(group: number, ordinal: number, { groupSize }: Pick<Placement, "groupSize">): Seat {
	return groupOf(ordinal, groupSize) === group ? "own" : "lent";
}
