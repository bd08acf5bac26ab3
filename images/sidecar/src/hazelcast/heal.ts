import type { CpMember } from "./management.ts";

/** What a member without a seat in the CP Subsystem needs to have done. */
export type HealStep =
	| { kind: "nothing" }
	| { kind: "wait"; reason: string }
	| { kind: "remove"; uuid: string }
	| { kind: "promote" };

/**
 * The next step on the way of the own member (back) into the CP Subsystem. Hazelcast never promotes
 * a member that came back by itself, and it counts the dead predecessor in every majority until it
 * is removed.
 *
 * Only the own predecessor is removed, of which it is certain that it is gone: Kubernetes has
 * replaced its Pod, or its container in the same Pod. A member that is merely silent is left alone.
 *
 * Members are told apart by address, for a promoted member's UUID in the CP Subsystem is not the
 * one in its cluster.
 *
 * The cluster hears of a process's end at once, but of its whole Pod's only by heartbeats that stay
 * away, so its opinion of the predecessor is waited for no longer than a process may take to end.
 *
 * @param ownSeat UUID of the own member in the CP Subsystem, null without a seat
 * @param liveAddresses where the cluster sees members alive
 * @param predecessor UUID of the seat that this replica had before; null when there was none or it
 *   can't be read
 */
export function nextHealStep(args: {
	ownAddress: string;
	ownSeat: string | null;
	cpMembers: readonly CpMember[];
	liveAddresses: readonly string[];
	predecessor: string | null;
	/** Whether the predecessor may still be about to end. */
	patient: boolean;
}): HealStep {
	const { ownAddress, ownSeat, cpMembers, liveAddresses, predecessor } = args;
	if (cpMembers.length === 0) return { kind: "wait", reason: "the CP Subsystem hasn't formed" };
	if (ownSeat !== null && cpMembers.some(({ uuid }) => uuid === ownSeat)) {
		return { kind: "nothing" };
	}
	const here = cpMembers.find(({ address }) => address === ownAddress);
	if (here) return { kind: "remove", uuid: here.uuid };
	const before = cpMembers.find(({ uuid }) => uuid === predecessor);
	if (!before) return { kind: "promote" };
	return args.patient && liveAddresses.includes(before.address)
		? { kind: "wait", reason: "the cluster still counts the predecessor among the living" }
		: { kind: "remove", uuid: before.uuid };
}
