import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { groupsBelow, hierarchies } from "../controlGroups.ts";
import { cgroup } from "../layout.ts";
import { type ClusterNode, indexOfPodAddress, switchPort } from "../nodes.ts";

/** What a witness can read. */
export interface World {
	/** `/proc`. */
	processFolder: string;
	/** The laboratory's control group in every hierarchy. */
	groupFolders: readonly string[];
	nodes: readonly ClusterNode[];
	/**
	 * What the packet filter of an address's node forwards and drops, with exact counters, as
	 * `iptables -nvxL FORWARD` lists it.
	 */
	forwardRules: (address: string) => string;
	/** The flags of a node's link to the others. */
	linkFlags: (node: ClusterNode) => string[];
}

/** A process as `/proc` shows it. */
export interface SeenProcess {
	pid: number;
	/** In clock ticks since the machine booted: tells a process from a later one of the same id. */
	startTicks: number;
	/** `R`, `S`, `T` (stopped), `Z` (ended, and not yet fetched) … */
	state: string;
	/** Processor time that it has used. */
	usedSeconds: number;
}

/** Linux shows times in hundredths of a second, whatever its own clock. */
const ticksPerSecond = 100;

/** The world that the fault agent lives in. */
export function worldOf(nodes: readonly ClusterNode[]): World {
	const groupFolders = hierarchies().map(({ path }) => join(path, cgroup));
	const inNetworkOf = (node: ClusterNode): string[] => {
		if (node.index === 0) return [];
		const own = processesOfGroups(groupFolders, "node", node);
		if (own.length === 0) throw new Error(`nothing runs on ${node.name}`);
		return ["nsenter", "--target", String(Math.min(...own)), "--net"];
	};
	return {
		processFolder: "/proc",
		groupFolders,
		nodes,
		forwardRules(address) {
			const index = nodes.length === 1 ? 0 : indexOfPodAddress(address);
			const node = index === null ? undefined : nodes[index];
			if (node === undefined) throw new Error(`${address} is of no node`);
			const filter = address.includes(":") ? "ip6tables" : "iptables";
			return read([...inNetworkOf(node), ...[filter, "--wait", "5", "-nvxL", "FORWARD"]]);
		},
		linkFlags(node) {
			const links: unknown = JSON.parse(read(["ip", "-json", "link", "show", "dev", switchPort(node)]));
			const [link] = links as { flags?: string[] }[];
			return link?.flags ?? [];
		},
	};
}

/** The process of that id; null: there is none, or it has ended and is only not yet fetched. */
export function seenProcess({ processFolder }: Pick<World, "processFolder">, pid: number): SeenProcess | null {
	try {
		const stat = readFileSync(join(processFolder, `${pid}`, "stat"), "utf8");
		// The command may hold anything, so fields are counted from its closing parenthesis.
		const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		const [state = "?"] = fields;
		if (state === "Z" || state === "X") return null;
		return {
			pid,
			state,
			usedSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
			startTicks: Number(fields[19]),
		};
	} catch {
		return null;
	}
}

/** Every process whose command line `fits`. */
export function processesWhose(
	world: Pick<World, "processFolder">,
	fits: (command: readonly string[]) => boolean,
): SeenProcess[] {
	return readdirSync(world.processFolder)
		.filter((name) => /^\d+$/.test(name))
		.filter((pid) => fits(commandOf(world, pid)))
		.flatMap((pid) => seenProcess(world, Number(pid)) ?? []);
}

/** Processes of a container now; none when it has ended. */
export function processesOfContainer(
	world: Pick<World, "processFolder" | "groupFolders">,
	container: string,
): SeenProcess[] {
	const pids = groupsOfContainer(world, container).flatMap(processIdsIn);
	return [...new Set(pids)].flatMap((pid) => seenProcess(world, pid) ?? []);
}

/** The control groups of a container, one for each hierarchy that has one. */
export function groupsOfContainer({ groupFolders }: Pick<World, "groupFolders">, container: string): string[] {
	return groupFolders.flatMap(groupsBelow).filter((group) => basename(group) === container);
}

/** Processes of a node: all, or its own alone. */
export function processesOfNode(
	world: Pick<World, "processFolder" | "groupFolders">,
	node: ClusterNode,
	which: "all" | "own",
): SeenProcess[] {
	return processesOfGroups(world.groupFolders, which === "own" ? "node" : "", node).flatMap(
		(pid) => seenProcess(world, pid) ?? [],
	);
}

export function commandOf({ processFolder }: Pick<World, "processFolder">, pid: number | string): string[] {
	try {
		return readFileSync(join(processFolder, `${pid}`, "cmdline"), "utf8").split("\0");
	} catch {
		return [];
	}
}

function processesOfGroups(groupFolders: readonly string[], below: string, { controlGroup }: ClusterNode): number[] {
	const withinLaboratory = controlGroup.split("/").slice(1);
	const pids = groupFolders
		.map((folder) => join(folder, ...withinLaboratory, below))
		.flatMap(groupsBelow)
		.flatMap(processIdsIn);
	return [...new Set(pids)];
}

/** None of a group that has just been removed. */
function processIdsIn(group: string): number[] {
	try {
		return readFileSync(join(group, "cgroup.procs"), "utf8")
			.split("\n")
			.map(Number)
			.filter((pid) => pid > 0);
	} catch {
		return [];
	}
}

function read(command: readonly string[]): string {
	const [file = "", ...parameters] = command;
	return execFileSync(file, parameters, {
		encoding: "utf8",
		stdio: ["ignore", "pipe", "pipe"],
	});
}
