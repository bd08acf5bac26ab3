import { execFileSync } from "node:child_process";
import { type ClusterNode, clusterNodes, nodeNetwork, switchPort } from "./nodes.ts";
import type { ProcessIdentity } from "./processes.ts";

/**
 * Puts the switch of a cluster's nodes into the first one's network namespace, and routes the
 * others' Pods over it.
 */
export function connectNodes(first: ProcessIdentity, nodes: number): void {
	const { bridge, bridgeHardwareAddress, gateway, prefix } = nodeNetwork;
	const inFirst = ipIn(first);
	inFirst(`link add ${bridge} address ${bridgeHardwareAddress} type bridge`);
	inFirst(`address add ${gateway}/${prefix} dev ${bridge}`);
	inFirst(`link set ${bridge} up`);
	for (const { pods, address } of clusterNodes(nodes).slice(1)) {
		inFirst(`route add ${pods} via ${address} dev ${bridge}`);
	}
}

/** Plugs a node into the switch. */
export function plugIn(first: ProcessIdentity, node: ClusterNode, init: ProcessIdentity, device: string): void {
	const port = switchPort(node);
	const inFirst = ipIn(first);
	inFirst(`link add ${port} type veth peer name ${device} netns ${init.pid}`);
	inFirst(`link set ${port} master ${nodeNetwork.bridge} up`);
}

/**
 * `ip` in the network namespace of a process, which alone changes: process ids are still the
 * host's.
 */
function ipIn({ pid }: ProcessIdentity): (command: string) => void {
	return (command) => {
		execFileSync("nsenter", ["--target", String(pid), "--net", "ip", ...command.split(" ")], {
			stdio: ["ignore", "pipe", "pipe"],
		});
	};
}
