import { join } from "node:path";
import { cgroup, network, nodeName, state, stateFolder } from "./layout.ts";

/** A node of the cluster, and all that is its own. */
export interface ClusterNode {
	/** 0: the first, which holds the control plane, the cluster's DNS and the fault agent. */
	index: number;
	name: string;
	address: string;
	/** Its Pods' addresses. */
	pods: string;
	/**
	 * Its control group, in every hierarchy: its processes are in `node` below it, its Pods in
	 * `kubepods`.
	 */
	controlGroup: string;
	/** Its init process, as the host sees it. */
	init: string;
	/** Written by the node: Ready, or the reason why it never was. */
	ready: string;
	/** Folder of a log file for each component. */
	logs: string;
}

/** The Pods' range has room for 16, but each node holds the images in memory. */
export const mostNodes = 8;

/**
 * Between the nodes, in the first one's network namespace: as a switch that they are all plugged
 * into.
 */
export const nodeNetwork = {
	bridge: "nodes0",
	/**
	 * Locally administered. A bridge without one of its own takes that of a port, and another when
	 * that port goes: who has noted the old one then sends to nobody.
	 */
	bridgeHardwareAddress: "02:00:00:00:00:01",
	/** The first node's address there. */
	gateway: "198.19.254.1",
	prefix: 24,
} as const;

/** What further nodes, the first one and the host tell each other. */
export const nodesFolder = join(stateFolder, "nodes");

/** The cluster's nodes, the first one first. */
export function clusterNodes(count: number): ClusterNode[] {
	return Array.from({ length: count }, (_, index) => clusterNode(index, count));
}

/**
 * @param index from 0
 * @param count of all nodes: a cluster's only node has the Pods' whole range
 */
export function clusterNode(index: number, count: number): ClusterNode {
	const pods = count === 1 ? network.pods : podsOf(index);
	if (index === 0) {
		return {
			index,
			name: nodeName,
			address: network.node,
			pods,
			controlGroup: cgroup,
			init: state.init,
			ready: state.ready,
			logs: state.logs,
		};
	}
	const name = `${nodeName}-${index}`;
	return {
		index,
		name,
		address: `198.19.254.${index + 1}`,
		pods,
		controlGroup: join(cgroup, `node-${index}`),
		init: join(nodesFolder, `${index}-init.json`),
		ready: join(nodesFolder, `${index}-ready.json`),
		logs: join(state.logs, name),
	};
}

/** Names of all nodes but the first. */
export function furtherNodes(count: number): string[] {
	return clusterNodes(count)
		.slice(1)
		.map(({ name }) => name);
}

/** Device in the first node that a further one is plugged into. */
export function switchPort({ index }: Pick<ClusterNode, "index">): string {
	return `node${index}`;
}

/** What the first node hands to a further one; deleted as soon as that one has read it. */
export function credentialsFile({ index }: Pick<ClusterNode, "index">): string {
	return join(nodesFolder, `${index}-credentials.json`);
}

/**
 * The node whose Pod has the address, if there are several; those outside the Pods' range are
 * nobody's.
 */
export function indexOfPodAddress(address: string): number | null {
	const [, index] = /^198\.19\.(\d+)\.\d+$/.exec(address) ?? [];
	return index !== undefined && Number(index) < mostNodes ? Number(index) : null;
}

/**
 * 254 addresses, of which the node itself takes the first: enough for the 250 Pods that a kubelet
 * takes.
 */
function podsOf(index: number): string {
	return `198.19.${index}.0/24`;
}

/** Routes of the node `index` to the others' Pods, as `ip route add` takes them. */
export function routesToOthers(index: number, count: number): string[] {
	return clusterNodes(count)
		.filter((other) => other.index !== index)
		.map((other) => `${other.pods} via ${other.index === 0 ? nodeNetwork.gateway : other.address}`);
}
