import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { kubeletName } from "../components.ts";
import { processesOfNode } from "../controlGroups.ts";
import { type ClusterNode, switchPort } from "../nodes.ts";
import { signal } from "./signal.ts";
import type { Undo } from "./undo.ts";

/** What a node that is about to be stopped may start meanwhile is found by looking again, at most so often. */
const mostRounds = 50;

/** What stopping a node does to the world. */
export interface NodeEffects {
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
 * Stops a node as a power cut does: nobody hears of it, because its link goes first. When it is undone, the node's Pods have
 * lost their processes, and so has the kubelet, which starts anew: one that went on would start again the Pods that it remembers, before
 * it hears that they have been replaced elsewhere. Only then the node is heard again.
 *
 * @throws Error for the first node, which holds the control plane, and for one that isn't there
 */
export function stopNode(
	name: string,
	nodes: readonly ClusterNode[],
	{ processesOf, kubeletOf, signal, link }: NodeEffects = effects,
): Undo {
	const node = nodes.slice(1).find((each) => each.name === name);
	if (node === undefined) {
		const allowed = nodes.slice(1).map((each) => each.name);
		throw new Error(
			`The node "${name}" can't be stopped; those that can: ${allowed.join(", ") || "none"}.`,
		);
	}
	const undo = () => {
		signal(processesOf(node, "pods"), "SIGKILL");
		signal(kubeletOf(node), "SIGKILL");
		signal(processesOf(node, "all"), "SIGCONT");
		link(node, "up");
	};
	link(node, "down");
	try {
		stopAll(() => processesOf(node, "all"), signal);
	} catch (error) {
		undo();
		throw error;
	}
	return undo;
}

/** @throws Error when new processes keep appearing */
function stopAll(
	processes: () => readonly number[],
	signal: NodeEffects["signal"],
): void {
	const stopped = new Set<number>();
	for (let round = 0; round < mostRounds; round++) {
		const running = processes().filter((pid) => !stopped.has(pid));
		if (running.length === 0) return;
		signal(running, "SIGSTOP");
		for (const pid of running) stopped.add(pid);
	}
	throw new Error("The node starts processes faster than they can be stopped.");
}

function isKubelet(pid: number): boolean {
	try {
		const [, component] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split(
			"\0",
		);
		return component === kubeletName;
	} catch {
		// It ended in the meantime.
		return false;
	}
}
