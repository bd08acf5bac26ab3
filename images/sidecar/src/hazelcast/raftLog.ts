import { open } from "node:fs/promises";
import type { GroupView } from "../metrics.ts";

const header = /^CP Group Members \{groupId: (.+)\(\d+\), size:\d+, term:(\d+)/;
const member = /^\tCPMember\{uuid=([0-9a-f-]+), address=[^}]*\}(.*)$/;

/**
 * Reads the blocks that a Hazelcast 5.4 member prints whenever a group's leader, term or membership
 * changes:
 *
 *     CP Group Members {groupId: group-0(6014), size:5, term:1, logIndex:0} [
 *     	CPMember{uuid=…, address=[…]:5701} - LEADER this
 *     	…
 *     ]
 *
 * It is the only place where an unmodified member says who leads.
 */
export function raftLogReader(onGroup: (view: GroupView) => void): (line: string) => void {
	let current: GroupView | null = null;
	return (line) => {
		const [, group, term] = header.exec(line) ?? [];
		if (group !== undefined) {
			current = { group, term: Number(term), leader: null, leads: false };
			return;
		}
		if (current === null) return;
		if (line.startsWith("]")) {
			onGroup(current);
			current = null;
			return;
		}
		const [, uuid, role = ""] = member.exec(line) ?? [];
		if (uuid === undefined || !role.includes("LEADER")) return;
		current = { ...current, leader: uuid, leads: role.includes("this") };
	};
}

/**
 * Follows a file that grows, and begins anew when it was cut or replaced.
 *
 * @returns reads what has come since the last call; a missing file has nothing
 */
export function fileFollower(path: string, onLine: (line: string) => void): () => Promise<void> {
	let position = 0;
	let inode = 0;
	let rest = "";
	return async () => {
		const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
			if (error.code === "ENOENT") return null;
			throw error;
		});
		if (!file) return;
		try {
			const { size, ino } = await file.stat();
			if (size < position || ino !== inode) {
				inode = ino;
				position = 0;
				rest = "";
			}
			if (size === position) return;
			const { buffer, bytesRead } = await file.read(Buffer.alloc(size - position), 0, size - position, position);
			position += bytesRead;
			const lines = (rest + buffer.toString("utf8", 0, bytesRead)).split("\n");
			rest = lines.pop() ?? "";
			for (const line of lines) onLine(line);
		} finally {
			await file.close();
		}
	};
}
