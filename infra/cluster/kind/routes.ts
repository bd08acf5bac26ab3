import { kindNetwork } from "./config.ts";

/** A node, as the Kubernetes API shows it. */
export interface NodeAddresses {
	name: string;
	/** InternalIP: the container's address on Docker's bridge. */
	address: string;
	/** Pods that run there. */
	podRange: string;
	controlPlane: boolean;
}

/** A route of the host. */
export interface Route {
	range: string;
	via: string;
}

/**
 * Routes over which the host reaches Pods and Services at their own addresses. Every node answers for all Services.
 *
 * @throws Error when the cluster has no control plane
 */
export function routesTo(nodes: readonly NodeAddresses[]): Route[] {
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
