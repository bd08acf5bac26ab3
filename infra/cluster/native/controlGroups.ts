import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cgroup } from "./layout.ts";
import { type ClusterNode, clusterNode } from "./nodes.ts";

/**
 * How much a node's own processes weigh against its Pods, which weigh one for each core as the
 * kubelet sets it. Pods that start all at once would otherwise leave too little to the API server
 * and the kubelet, whose answers their probes wait for.
 */
const agentsWeight = 4;

/** A mounted hierarchy of control groups. */
export interface Hierarchy {
	path: string;
	version: 1 | 2;
	/**
	 * The v2 hierarchy beside v1 ones has no controllers to hand out, but holds processes all the
	 * same.
	 */
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
			const controllers = options.split(",").filter((option) => !["rw", "ro", "relatime"].includes(option));
			return [{ path, version: 1, controllers }];
		});
}

/**
 * Makes a node's control groups and puts the process `pid` (as the caller's PID namespace counts)
 * into them; what it starts from then on is in them, too. Idempotent.
 */
export function enterControlGroups(pid: number, node: Pick<ClusterNode, "controlGroup"> = clusterNode(0, 1)): void {
	for (const hierarchy of hierarchies()) {
		const makeGroup = (group: string) => {
			mkdirSync(group, { recursive: true });
			if (hierarchy.controllers.includes("cpuset")) inheritCpuset(group);
		};
		if (hierarchy.version === 2) delegateControllers(hierarchy.path);
		for (const group of groupsDownTo(node.controlGroup)) {
			const path = join(hierarchy.path, group);
			makeGroup(path);
			if (hierarchy.version === 2) delegateControllers(path);
			weigh(path, cpus().length);
		}
		const leaf = join(hierarchy.path, node.controlGroup, "node");
		makeGroup(leaf);
		weigh(leaf, agentsWeight * cpus().length);
		writeFileSync(join(leaf, "cgroup.procs"), String(pid));
	}
}

/**
 * Processes of a node, as the caller's PID namespace counts, which can see them all: its Pods', its
 * own, or both.
 */
export function processesOfNode(
	{ controlGroup }: Pick<ClusterNode, "controlGroup">,
	which: "pods" | "own" | "all",
): number[] {
	const group = { pods: "kubepods", own: "node", all: "" }[which];
	return processesBelow(join(controlGroup, group));
}

/** Processes that are in the nodes' control groups, of any hierarchy. */
export function controlGroupProcesses(): number[] {
	return processesBelow(cgroup);
}

/**
 * Removes the nodes' control groups, or those below another group.
 * @throws Error when one still holds processes after `limitSeconds`
 */
export async function removeControlGroups(limitSeconds: number, below = cgroup): Promise<void> {
	const deadline = Date.now() + limitSeconds * 1000;
	for (const { path } of hierarchies()) {
		// Children come before their parents.
		for (const group of groupsBelow(join(path, below)).reverse()) {
			for (;;) {
				try {
					rmdirSync(group);
					break;
				} catch (error) {
					if ((error as NodeJS.ErrnoException).code === "ENOENT") break;
					if (Date.now() > deadline) {
						throw new Error(`The control group ${group} can't be removed: ${(error as Error).message}.`);
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

function processesBelow(ofGroup: string): number[] {
	const pids = hierarchies()
		.flatMap(({ path }) => groupsBelow(join(path, ofGroup)))
		.flatMap((group) => processesIn(group).split("\n"))
		.filter(Boolean)
		.map(Number)
		// A process that this PID namespace can't see reads as 0, which to a signal means the caller's
		// own group.
		.filter((pid) => pid > 0);
	return [...new Set(pids)];
}

/** Empty for a group that has just been removed: those of Pods come and go. */
function processesIn(group: string): string {
	try {
		return readFileSync(join(group, "cgroup.procs"), "utf8");
	} catch (error) {
		const { code = "" } = error as NodeJS.ErrnoException;
		if (code === "ENOENT" || code === "ENODEV") return "";
		throw error;
	}
}

/** `a/b` → `a`, `a/b`. */
function groupsDownTo(group: string): string[] {
	const names = group.split("/");
	return names.map((_, i) => names.slice(0, i + 1).join("/"));
}

function delegateControllers(group: string): void {
	const available = readFileSync(join(group, "cgroup.controllers"), "utf8");
	for (const controller of available.trim().split(/\s+/).filter(Boolean)) {
		try {
			writeFileSync(join(group, "cgroup.subtree_control"), `+${controller}`);
		} catch {
			// A controller that can't be delegated here (cpu with real-time processes) is one that the
			// kubelet does without.
		}
	}
}

/**
 * For the scheduler a group weighs as much as one process, unless told otherwise: as much as
 * `processes` of them.
 */
function weigh(group: string, processes: number): void {
	for (const [file, ofOneProcess] of [
		["cpu.shares", 1024],
		["cpu.weight", 100],
	] as const) {
		const path = join(group, file);
		if (!existsSync(path)) continue;
		writeFileSync(path, String(ofOneProcess * processes));
	}
}

/** A new cpuset of v1 is empty, and nothing may enter it before it has CPUs and memory nodes. */
function inheritCpuset(group: string): void {
	for (const file of ["cpuset.cpus", "cpuset.mems"]) {
		const parent = readFileSync(join(group, "..", file), "utf8").trim();
		writeFileSync(join(group, file), parent);
	}
}
