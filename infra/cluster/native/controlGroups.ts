import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmdirSync,
	writeFileSync,
} from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cgroup } from "./layout.ts";

/** A mounted hierarchy of control groups. */
export interface Hierarchy {
	path: string;
	version: 1 | 2;
	/** The v2 hierarchy beside v1 ones has no controllers to hand out, but holds processes all the same. */
	controllers: readonly string[];
}

/** The hierarchies in the text of `/proc/mounts`. */
export function hierarchiesIn(mounts: string): Hierarchy[] {
	return mounts
		.split("\n")
		.map((line) => line.split(" "))
		.flatMap(([, path = "", type, options = ""]): Hierarchy[] => {
			if (type === "cgroup2") return [{ path, version: 2, controllers: [] }];
			if (type !== "cgroup") return [];
			const controllers = options
				.split(",")
				.filter((option) => !["rw", "ro", "relatime"].includes(option));
			return [{ path, version: 1, controllers }];
		});
}

/**
 * Makes the node's control groups and puts the process `pid` (as the caller's PID namespace counts) into them; what it starts from then
 * on is in them, too. Idempotent.
 */
export function enterControlGroups(pid: number): void {
	for (const hierarchy of hierarchies()) {
		const group = join(hierarchy.path, cgroup);
		const leaf = join(group, "node");
		if (hierarchy.version === 2) delegateControllers(hierarchy.path);
		mkdirSync(group, { recursive: true });
		if (hierarchy.version === 2) delegateControllers(group);
		if (hierarchy.controllers.includes("cpuset")) inheritCpuset(group);
		weigh(group);
		mkdirSync(leaf, { recursive: true });
		if (hierarchy.controllers.includes("cpuset")) inheritCpuset(leaf);
		writeFileSync(join(leaf, "cgroup.procs"), String(pid));
	}
}

/** Processes that are in the node's control groups, of any hierarchy. */
export function controlGroupProcesses(): number[] {
	const pids = hierarchies()
		.flatMap(({ path }) => groupsBelow(join(path, cgroup)))
		.flatMap((group) =>
			readFileSync(join(group, "cgroup.procs"), "utf8").split("\n"),
		)
		.filter(Boolean)
		.map(Number);
	return [...new Set(pids)];
}

/**
 * Removes the node's control groups.
 * @throws Error when one still holds processes after `limitSeconds`
 */
export async function removeControlGroups(limitSeconds: number): Promise<void> {
	const deadline = Date.now() + limitSeconds * 1000;
	for (const { path } of hierarchies()) {
		// Children come before their parents.
		for (const group of groupsBelow(join(path, cgroup)).reverse()) {
			for (;;) {
				try {
					rmdirSync(group);
					break;
				} catch (error) {
					if ((error as NodeJS.ErrnoException).code === "ENOENT") break;
					if (Date.now() > deadline) {
						throw new Error(
							`The control group ${group} can't be removed: ${(error as Error).message}.`,
						);
					}
					await sleep(20);
				}
			}
		}
	}
}

/** The hierarchies that are mounted here. */
export function hierarchies(): Hierarchy[] {
	return hierarchiesIn(readFileSync("/proc/mounts", "utf8"));
}

/** A group and all below it, parents first; none when it doesn't exist. */
export function groupsBelow(group: string): string[] {
	if (!existsSync(group)) return [];
	const children = readdirSync(group, { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.flatMap((entry) => groupsBelow(join(group, entry.name)));
	return [group, ...children];
}

function delegateControllers(group: string): void {
	const available = readFileSync(join(group, "cgroup.controllers"), "utf8");
	for (const controller of available.trim().split(/\s+/).filter(Boolean)) {
		try {
			writeFileSync(join(group, "cgroup.subtree_control"), `+${controller}`);
		} catch {
			// A controller that can't be delegated here (cpu with real-time processes) is one that the kubelet does without.
		}
	}
}

/** For the scheduler a group weighs as much as one process, unless told otherwise: as much as one for each core, as the kubelet's do. */
function weigh(group: string): void {
	for (const [file, ofOneProcess] of [
		["cpu.shares", 1024],
		["cpu.weight", 100],
	] as const) {
		const path = join(group, file);
		if (!existsSync(path)) continue;
		writeFileSync(path, String(ofOneProcess * cpus().length));
	}
}

/** A new cpuset of v1 is empty, and nothing may enter it before it has CPUs and memory nodes. */
function inheritCpuset(group: string): void {
	for (const file of ["cpuset.cpus", "cpuset.mems"]) {
		const parent = readFileSync(join(group, "..", file), "utf8").trim();
		writeFileSync(join(group, file), parent);
	}
}
