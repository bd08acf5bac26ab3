import { execFileSync } from "node:child_process";
import type { OrderTo } from "../../../../schema/faultOrder.ts";
import { processesOfNode } from "../controlGroups.ts";
import { type ClusterNode, indexOfPodAddress } from "../nodes.ts";
import { packetsDropped, packetsForwarded } from "../witnesses/packets.ts";
import type { NodeFault } from "./nodeFault.ts";

/** A command of the packet filter without what it does to the rule. */
interface Rule {
	/** The filter's program, and how it is run where the rule is to be. */
	program: readonly string[];
	rule: readonly string[];
}

/** Exit code of the packet filter's `--check` for a rule that isn't there. */
const noSuchRule = 1;

const sides = ["--source", "--destination"] as const;
type RuleSide = (typeof sides)[number];
type DropRule = { kind: "rule"; address: string; side: RuleSide };

/** Drops all packets from and to Pods, where the Pods' own nodes would forward them. */
export const cutOff: NodeFault<OrderTo<"cut-off">, DropRule> = {
	inject({ addresses }, nodes, note) {
		// All of them are found before the first is cut off.
		const rules = addresses.flatMap((address) => {
			const enter = enterNetworkOf(nodeOf(address, nodes));
			return sides.map((side) => ({
				rule: ruleFor(address, side, enter),
				change: { kind: "rule", address, side } as const,
			}));
		});
		for (const { rule, change } of rules) {
			note([change]);
			filter(rule, "--insert");
		}
	},
	changes: {
		rule: {
			describe: ({ side, address }) => `packets ${side === "--source" ? "from" : "to"} ${address} are dropped`,
			undo:
				({ side, address }, nodes) =>
				() =>
					dropRule(address, side, nodes),
		},
	},
	witness: {
		injected: ({ addresses }, _, world) => addresses.map((address) => packetsDropped(world, address)),
		undone: ({ addresses }, _, world) => addresses.map((address) => packetsForwarded(world, address)),
	},
};

/**
 * Removes one rule of {@link cutOff}, if it is there.
 *
 * @throws Error when that can't be told, or it can't be removed: for example while others hold the
 *   packet filter's lock
 */
function dropRule(address: string, side: RuleSide, nodes: readonly ClusterNode[]): void {
	const rule = ruleFor(address, side, enterNetworkOf(nodeOf(address, nodes)));
	try {
		filter(rule, "--check");
	} catch (error) {
		if ((error as { status?: unknown }).status === noSuchRule) return;
		throw error;
	}
	filter(rule, "--delete");
}

function filter({ program, rule }: Rule, action: string): void {
	const [file = "", ...parameters] = program;
	execFileSync(file, [...parameters, "--wait", "5", action, ...rule], {
		stdio: ["ignore", "ignore", "pipe"],
	});
}

/** @param enter what runs a command in the network of the address's node */
export function ruleFor(address: string, side: RuleSide, enter: readonly string[]): Rule {
	return {
		program: [...enter, address.includes(":") ? "ip6tables" : "iptables"],
		rule: ["FORWARD", side, address, "--jump", "DROP"],
	};
}

/** The node that has the Pod of that address: of several, each has a range of its own. */
export function nodeOf(address: string, nodes: readonly ClusterNode[]): ClusterNode {
	const index = nodes.length === 1 ? 0 : (indexOfPodAddress(address) ?? 0);
	const node = nodes[index];
	if (node) return node;
	throw new Error(`The address ${address} is that of no node's Pod.`);
}

/**
 * Any process that is a node's own leads into its network, its Pods' into theirs; the oldest one
 * stays. This program is in the first node's already.
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
