import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { OrderTo } from "../../../../schema/faultOrder.ts";
import { kubeletName } from "../components.ts";
import { processesOfNode } from "../controlGroups.ts";
import { type ClusterNode, switchPort } from "../nodes.ts";
import { nodeRuns, nodeStopped } from "../witnesses/stoppedNode.ts";
import type { NodeFault } from "./nodeFault.ts";
import { signal } from "./signal.ts";
import { stopProcesses } from "./stopProcesses.ts";
import { type Undo, undoParts } from "./undo.ts";

type StoppedNode = { kind: "node"; name: string };

export const stopNode: NodeFault<OrderTo<"stop-node">, StoppedNode> = {
	inject: ({ node }, nodes, note) => haltNode(node, nodes, note),
	changes: {
		node: {
			describe: ({ name }) => `the node ${name} is stopped`,
			undo: ({ name }, nodes) => startNode(name, nodes),
		},
	},
	witness: {
		injected: ({ node }, _, world) => [nodeStopped(world, node)],
		undone: ({ node }, _, world) => [nodeRuns(world, node)],
	},
};

/** What stopping a node does to the world. */
interface NodeEffects {
	/** Of a node, or of its Pods alone, by their ids here. */
	processesOf: (node: ClusterNode, which: "all" | "pods") => readonly number[];
	kubeletOf: (node: ClusterNode) => readonly number[];
	signal: (processes: readonly number[], name: NodeJS.Signals) => void;
	/** Connects a node to its peers, or takes it from them. */
	link: (node: ClusterNode, state: "up" | "down") => void;
}

const effects: NodeEffects = {
	processesOf: processesOfNode,
	kubeletOf: (node) => processesOfNode(node, "own").filter(isKubelet),
	signal,
	link: (node, state) => {
		execFileSync("ip", ["link", "set", switchPort(node), state], {
			stdio: ["ignore", "ignore", "pipe"],
		});
	},
};

/**
 * Stops a node as a power cut does: nobody hears of it, because its link goes first.
 *
 * @throws Error for the first node, which holds the control plane, and for one that isn't there
 */
export function haltNode(
	name: string,
	nodes: readonly ClusterNode[],
	note: (changes: readonly StoppedNode[]) => void,
	{ processesOf, signal, link }: NodeEffects = effects,
): void {
	const node = nodes.slice(1).find((each) => each.name === name);
	if (node === undefined) {
		const allowed = nodes.slice(1).map((each) => each.name);
		throw new Error(`The node "${name}" can't be stopped; those that can: ${allowed.join(", ") || "none"}.`);
	}
	link(node, "down");
	// Only now: undoing it costs the node's Pods their processes.
	note([{ kind: "node", name }]);
	stopProcesses(
		() => processesOf(node, "all"),
		(processes) => signal(processes, "SIGSTOP"),
	);
}

/**
 * Undoes {@link haltNode}: the node's Pods have lost their processes, and so has the kubelet, which
 * starts anew: one that went on would start again the Pods that it remembers, before it hears that
 * they have been replaced elsewhere. Only then the node is heard again. What is to be killed is
 * looked up once: when it is called again, those that have started since are spared.
 */
export function startNode(
	name: string,
	nodes: readonly ClusterNode[],
	{ processesOf, kubeletOf, signal, link }: NodeEffects = effects,
): Undo {
	const node = nodes.find((each) => each.name === name);
	if (node === undefined) throw new Error(`There is no node "${name}".`);
	const kill = (find: () => readonly number[]) => {
		let targets: readonly number[] | null = null;
		return () => {
			targets ??= find();
			signal(targets, "SIGKILL");
			targets = [];
		};
	};
	return undoParts([
		{
			what: "its Pods' old processes",
			undo: kill(() => processesOf(node, "pods")),
		},
		{ what: "its old kubelet", undo: kill(() => kubeletOf(node)) },
		{
			what: "its processes are stopped",
			undo: () => signal(processesOf(node, "all"), "SIGCONT"),
		},
		{ what: "its link is down", undo: () => link(node, "up") },
	]);
}

function isKubelet(pid: number): boolean {
	try {
		const [, component] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
		return component === kubeletName;
	} catch {
		// It ended in the meantime.
		return false;
	}
}
