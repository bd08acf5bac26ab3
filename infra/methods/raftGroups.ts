import { groupCount } from "../../images/sidecar/src/groups.ts";
import type { Settings } from "../config.ts";
import { traitsOf } from "./traits.ts";

/** The Raft groups that a stack's states lie in: members of each, and how many there are; null where there are none. */
export function raftGroups({
	mode,
	replicas,
	groupSize,
	members,
}: Pick<Settings, "mode" | "replicas" | "groupSize" | "members">): {
	size: number;
	count: number;
} | null {
	switch (traitsOf(mode).groups) {
		case "replicas":
			return { size: groupSize, count: groupCount(replicas, groupSize) };
		case "store":
			return { size: members, count: 1 };
		case null:
			return null;
	}
}
