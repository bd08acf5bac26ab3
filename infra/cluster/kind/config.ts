/** 198.18.0.0/15 is set aside for benchmarks (RFC 2544) and routed nowhere; the native node has its upper half. */
export const kindNetwork = {
	pods: "198.18.0.0/17",
	services: "198.18.128.0/20",
} as const;

/** Name of a stack's cluster. */
export function kindClusterName(stack: string): string {
	return `holdfast-${stack}`;
}

/**
 * What `kind create cluster --config` reads (kind.x-k8s.io/v1alpha4): one control plane and the workers. The image of the
 * nodes is left to the release of kind, which pins one by its digest.
 *
 * @param workers 0: the control plane runs the Pods, too
 */
export function kindConfig(stack: string, workers: number) {
	return {
		kind: "Cluster",
		apiVersion: "kind.x-k8s.io/v1alpha4",
		name: kindClusterName(stack),
		networking: {
			podSubnet: kindNetwork.pods,
			serviceSubnet: kindNetwork.services,
		},
		nodes: [
			{ role: "control-plane" },
			...Array.from({ length: workers }, () => ({ role: "worker" })),
		],
	};
}
