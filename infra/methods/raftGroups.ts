import { groupCount as ofStudy } from "../../schema/raftGroups.ts";
import type { Settings } from "../settings.ts";
import { traitsOf } from "./traits.ts";

/**
 * The Raft groups that a stack's states lie in: members of each, and how many there are; null where
 * there are none.
 */
export function raftGroups({
	mode,
	replicas,
	groupSize,
	members,
}: Pick<Settings, "mode" | "replicas" | "groupSize" | "members">): {
	size: number;
	count: number;
} | null {
	const { groups, groupCount = studyGroupCount } = traitsOf(mode);
	switch (groups) {
		case "replicas":
			return { size: groupSize, count: groupCount({ replicas, groupSize }) };
		case "store":
			return { size: members, count: 1 };
		case null:
			return null;
	}
}

function studyGroupCount({ replicas, groupSize }: Pick<Settings, "replicas" | "groupSize">): number {
	return ofStudy(replicas, groupSize);
}
