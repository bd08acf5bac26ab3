import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { groupsBelow, type Hierarchy, hierarchies } from "../controlGroups.ts";
import { cgroup } from "../layout.ts";

/**
 * The processes of a container, by its control group.
 *
 * @throws Error when no container of that id runs
 */
export function processesOf(container: string): number[] {
	for (const hierarchy of hierarchies()) {
		const group = groupOf(hierarchy, container);
		if (group === null) continue;
		const processes = numbersIn(join(group, "cgroup.procs"));
		if (processes.length > 0) return processes;
	}
	throw new Error(`No process of the container ${container} runs.`);
}

/** A container's memory limit, to be read and set. */
export interface MemoryLimit {
	/** Bytes in use that the kernel can't simply drop. */
	workingSetBytes: number;
	/** Where it stands, and what stands there. */
	file: string;
	before: string;
	/**
	 * @throws Error when the kernel can't shrink the container to the limit, which it then doesn't
	 *   set
	 */
	set(bytes: number): void;
}

/** @throws Error when no container of that id has a memory control group */
export function memoryLimitOf(container: string): MemoryLimit {
	for (const hierarchy of hierarchies()) {
		const files =
			hierarchy.version === 2
				? { limit: "memory.max", usage: "memory.current" }
				: { limit: "memory.limit_in_bytes", usage: "memory.usage_in_bytes" };
		const group = groupOf(hierarchy, container);
		if (group === null || !existsSync(join(group, files.limit))) continue;
		const limit = join(group, files.limit);
		const before = readFileSync(limit, "utf8").trim();
		const usage = Number(readFileSync(join(group, files.usage), "utf8"));
		return {
			workingSetBytes: usage - inactiveFileBytes(group),
			file: limit,
			before,
			set: (bytes) => writeFileSync(limit, String(Math.ceil(bytes))),
		};
	}
	throw new Error(`The container ${container} has no control group for memory.`);
}

/** Processes of the node whose first argument is `command`. */
export function processesNamed(command: string): number[] {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.filter((pid) => commandLine(pid)[1] === command)
		.map(Number);
}

/** As cAdvisor reckons it: pages that weren't used lately can go. */
function inactiveFileBytes(group: string): number {
	const text = readFileSync(join(group, "memory.stat"), "utf8");
	return Number(/^(?:total_)?inactive_file (\d+)$/m.exec(text)?.[1] ?? 0);
}

function groupOf({ path }: Hierarchy, container: string): string | null {
	return groupsBelow(join(path, cgroup)).find((group) => basename(group) === container) ?? null;
}

function numbersIn(file: string): number[] {
	return (
		readFileSync(file, "utf8")
			.split("\n")
			.map(Number)
			// One that this PID namespace can't see reads as 0, which to a signal means the caller's own
			// group.
			.filter((pid) => pid > 0)
	);
}

function commandLine(pid: string): string[] {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
	} catch {
		return [];
	}
}
