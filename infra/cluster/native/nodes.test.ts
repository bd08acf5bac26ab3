import { BlockList } from "node:net";
import { expect, test } from "vitest";
import { network } from "./layout.ts";
import {
	type ClusterNode,
	clusterNode,
	clusterNodes,
	indexOfPodAddress,
	mostNodes,
	nodeNetwork,
	routesToOthers,
} from "./nodes.ts";

function holds(range: string, address: string): boolean {
	const [first = "", prefix] = range.split("/");
	const list = new BlockList();
	list.addSubnet(first, Number(prefix));
	return list.check(address);
}

test("a cluster's only node is what it was when there were no others", () => {
	expect(clusterNodes(1)).toEqual([
		{
			index: 0,
			name: "holdfast",
			address: "198.19.255.2",
			pods: "198.19.0.0/20",
			controlGroup: "holdfast",
			init: "/run/holdfast/init.json",
			ready: "/run/holdfast/ready.json",
			logs: "/run/holdfast/logs",
		},
	]);
});

test("no two nodes share anything, and all stay within the cluster's addresses and control group", () => {
	const nodes = clusterNodes(mostNodes);
	const fields = Object.keys(clusterNode(0, 1)) as (keyof ClusterNode)[];
	for (const field of fields) {
		const values = nodes.map((node) => node[field]);
		expect(new Set(values).size, field).toBe(mostNodes);
	}
	for (const { address, pods, controlGroup } of nodes) {
		expect(holds(network.range, address)).toBe(true);
		expect(holds(network.pods, pods.split("/")[0] as string)).toBe(true);
		expect(controlGroup).toMatch(/^holdfast(\/node-\d)?$/);
		expect(address).not.toBe(nodeNetwork.gateway);
	}
});

test("a Pod's address tells its node", () => {
	for (const { index, pods } of clusterNodes(mostNodes)) {
		const address = pods.replace("0/24", "77");
		expect(holds(pods, address)).toBe(true);
		expect(indexOfPodAddress(address)).toBe(index);
	}
	expect(indexOfPodAddress(network.dns)).toBeNull();
	expect(indexOfPodAddress("fd00::1")).toBeNull();
});

test("each node knows the way to every other's Pods, over addresses of the nodes' own network", () => {
	expect(routesToOthers(1, 3)).toEqual([
		`198.19.0.0/24 via ${nodeNetwork.gateway}`,
		`198.19.2.0/24 via ${clusterNode(2, 3).address}`,
	]);
	const own = `${nodeNetwork.gateway}/${nodeNetwork.prefix}`;
	for (const { address } of clusterNodes(mostNodes).slice(1)) {
		expect(holds(own, address)).toBe(true);
	}
});
