import { kindNetwork } from "./config.ts";

/** A node, as the Kubernetes API shows it. */
export interface KindNode {
	name: string;
	/** InternalIP: the container's address on Docker's bridge; empty: none yet. */
	address: string;
	/** Pods that run there; empty: none yet. */
	podRange: string;
	controlPlane: boolean;
	ready: boolean;
	/** Such as `containerd://2.3.4`. */
	runtime: string;
}

/** A route of the host. */
export interface Route {
	range: string;
	via: string;
}

/**
 * What is still missing of a cluster's nodes, as a part of a sentence; null: all are there, ready
 * and reachable.
 */
export function missingOf(nodes: readonly KindNode[], expected: number): string | null {
	if (nodes.length !== expected) {
		return `it has ${nodes.length} nodes instead of ${expected}`;
	}
	if (!nodes.some(({ controlPlane }) => controlPlane)) {
		return "it shows no control plane";
	}
	for (const { name, address, podRange, ready } of nodes) {
		if (!ready) return `its node ${name} isn't Ready`;
		if (address === "") return `its node ${name} has no address`;
		if (podRange === "") return `its node ${name} has no range of Pods`;
	}
	return null;
}

/**
 * Routes over which the host reaches Pods and Services at their own addresses. Every node answers
 * for all Services.
 *
 * @param nodes of which nothing is missing
 * @throws Error when the cluster has no control plane
 */
export function routesTo(nodes: readonly KindNode[]): Route[] {
	const first = nodes.find(({ controlPlane }) => controlPlane);
	if (!first) throw new Error("The kind cluster shows no control plane.");
	return [
		...nodes.map(({ podRange, address }) => ({
			range: podRange,
			via: address,
		})),
		{ range: kindNetwork.services, via: first.address },
	];
}

/**
 * Finds who has an address of a kind cluster's Pods or Services already.
 *
 * @param table what `ip route show table all` says
 * @returns the first such route as it stands there; null: there is none
 */
export function takenRoute(table: string): string | null {
	const taken = table.split("\n").find((line) => {
		const destination = /\b\d+\.\d+\.\d+\.\d+(?:\/\d+)?/.exec(line)?.[0];
		if (destination === undefined || line.startsWith("default")) return false;
		return Object.values(kindNetwork).some((range) => overlap(range, destination));
	});
	return taken?.trim() ?? null;
}

/** Docker's network that the nodes of all kind clusters are in. */
export interface KindDockerNetwork {
	/** Ranges of addresses. */
	ranges: readonly string[];
	/** Container → its address. */
	addresses: ReadonlyMap<string, string>;
}

/**
 * Routes to a kind cluster that the host may do without: they lead over Docker's network to the
 * cluster's own containers, or to nobody any more.
 *
 * @param table what `ip route show` says
 * @param own names of the cluster's containers
 */
export function routesOver(table: string, { ranges, addresses }: KindDockerNetwork, own: readonly string[]): Route[] {
	const others = new Set([...addresses].filter(([name]) => !own.includes(name)).map(([, address]) => address));
	return table.split("\n").flatMap((line) => {
		const [, range, via] = /^(\S+) via (\S+)/.exec(line) ?? [];
		if (range === undefined || via === undefined) return [];
		const isOurs = takenRoute(range) !== null && ranges.some((each) => overlap(each, via)) && !others.has(via);
		return isOurs ? [{ range, via }] : [];
	});
}

/** Whether two ranges have an address in common. */
function overlap(a: string, b: string): boolean {
	const [firstOfA, lastOfA] = rangeOf(a);
	const [firstOfB, lastOfB] = rangeOf(b);
	return firstOfA <= lastOfB && lastOfA >= firstOfB;
}

/** First and last address, as numbers. */
function rangeOf(range: string): [number, number] {
	const [address = "", prefix = "32"] = range.split("/");
	const number = address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
	const size = 2 ** (32 - Number(prefix));
	const from = number - (number % size);
	return [from, from + size - 1];
}
