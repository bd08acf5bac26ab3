import { majorityOf } from "../../../../schema/raftGroups.ts";
import type { CpMember } from "./management.ts";

/** A Raft group and its members, dead or alive. */
export interface Group {
	name: string;
	members: readonly Pick<CpMember, "address">[];
}

/**
 * Names of the groups that can't decide anything, because a majority of their members isn't alive.
 */
export function lostMajorities(groups: readonly Group[], liveAddresses: readonly string[]): string[] {
	const alive = new Set(liveAddresses);
	return groups
		.filter(
			({ members }) =>
				members.length > 0 && members.filter(({ address }) => alive.has(address)).length < majorityOf(members.length),
		)
		.map(({ name }) => name);
}
