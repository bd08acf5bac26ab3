import { execFileSync } from "node:child_process";
import { processesOfNode } from "../controlGroups.ts";
import { type ClusterNode, indexOfPodAddress } from "../nodes.ts";
import type { Undo } from "./undo.ts";

/** A command of the packet filter without what it does to the rule. */
interface Rule {
	/** The filter's program, and how it is run where the rule is to be. */
	program: readonly string[];
	rule: readonly string[];
}

/** Drops all packets from and to Pods, where the Pods' own nodes would forward them. */
export function cutOff(
	addresses: readonly string[],
	nodes: readonly ClusterNode[],
): Undo {
	const rules = addresses.flatMap((address) =>
		rulesFor(address, enterNetworkOf(nodeOf(address, nodes))),
	);
	const change = (action: string, count = rules.length) => {
		for (const { program, rule } of rules.slice(0, count)) {
			const [file = "", ...parameters] = program;
			execFileSync(file, [...parameters, "--wait", "5", action, ...rule], {
				stdio: ["ignore", "ignore", "pipe"],
			});
		}
	};
	let done = 0;
	try {
		for (const { program, rule } of rules) {
			const [file = "", ...parameters] = program;
			execFileSync(file, [...parameters, "--wait", "5", "--insert", ...rule]);
			done++;
		}
	} catch (error) {
		change("--delete", done);
		throw error;
	}
	return () => change("--delete");
}

/** @param enter what runs a command in the network of the address's node */
export function rulesFor(address: string, enter: readonly string[]): Rule[] {
	return ["--source", "--destination"].map((side) => ({
		program: [...enter, address.includes(":") ? "ip6tables" : "iptables"],
		rule: ["FORWARD", side, address, "--jump", "DROP"],
	}));
}

/** The node that has the Pod of that address: of several, each has a range of its own. */
export function nodeOf(
	address: string,
	nodes: readonly ClusterNode[],
): ClusterNode {
	const index = nodes.length === 1 ? 0 : (indexOfPodAddress(address) ?? 0);
	const node = nodes[index];
	if (node) return node;
	throw new Error(`The address ${address} is that of no node's Pod.`);
}

/**
 * Any process that is a node's own leads into its network, its Pods' into theirs; the oldest one stays. This program is in the first
 * node's already.
 */
function enterNetworkOf(node: ClusterNode): string[] {
	if (node.index === 0) return [];
	const processes = processesOfNode(node, "own");
	if (processes.length === 0) {
		throw new Error(`Nothing runs on the node ${node.name}.`);
	}
	const oldest = Math.min(...processes);
	return ["nsenter", "--target", String(oldest), "--net"];
}
