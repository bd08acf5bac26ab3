import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { run, until } from "./effects.ts";
import { network } from "./layout.ts";
import { type ClusterNode, nodeNetwork, routesToOthers } from "./nodes.ts";

/**
 * Gives a node its addresses and routes as soon as it is linked. The first one's routes to the
 * others are made with their links.
 */
export async function prepareNetwork(node: ClusterNode, nodes: number): Promise<void> {
	const first = node.index === 0;
	run("ip link set lo up");
	// The cluster's DNS answers on the first node only.
	if (first) run(`ip address add ${network.dns}/32 dev lo`);
	writeFileSync("/proc/sys/net/ipv4/ip_forward", "1");
	const { nodeDevice } = network;
	await until(
		"the node is linked",
		10,
		async () =>
			existsSync(`/sys/class/net/${nodeDevice}`) ||
			execFileSync("ip", ["-brief", "link"], { encoding: "utf8" }).includes(nodeDevice),
	);
	const prefix = first ? network.linkPrefix : nodeNetwork.prefix;
	run(`ip address add ${node.address}/${prefix} dev ${nodeDevice}`);
	run(`ip link set ${nodeDevice} up`);
	run(`ip route add default via ${first ? network.host : nodeNetwork.gateway}`);
	if (!first) {
		for (const route of routesToOthers(node.index, nodes)) {
			run(`ip route add ${route}`);
		}
	}
	// A Pod that is gone answers nobody, so the node says so, as often as asked: else its peers would
	// wait for it until they time out.
	run(`ip route add unreachable ${first ? network.pods : node.pods}`);
	writeFileSync("/proc/sys/net/ipv4/icmp_ratelimit", "0");
}
