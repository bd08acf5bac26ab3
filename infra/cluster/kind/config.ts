import { checkout } from "../../../schema/checkout.ts";
import { cacheKey } from "../../../toolchain/cache.ts";
import { housekeepingInterval, iptablesMinSyncPeriod, kubeletTuning } from "../kubeletTuning.ts";

/**
 * 198.18.0.0/15 is set aside for benchmarks (RFC 2544) and routed nowhere; the native node has its
 * upper half.
 */
export const kindNetwork = {
	pods: "198.18.0.0/17",
	services: "198.18.128.0/20",
} as const;

/**
 * Name of a stack's cluster. kind writes it on every container of the cluster as a label, so the
 * cluster itself says whose it is: another checkout's clusters have other names.
 */
export function kindClusterName(stack: string): string {
	return `holdfast-${stack}-${cacheKey(checkout).slice(0, 6)}`;
}

/** Docker's label on every container of a kind cluster; its value is the cluster's name. */
export const clusterLabel = "io.x-k8s.kind.cluster";

const kubeadm = "kubeadm.k8s.io";

/**
 * What `kind create cluster --config` reads (kind.x-k8s.io/v1alpha4): one control plane and the
 * workers, with the settings of kubelet and kube-proxy that the native platform has.
 *
 * @param options.workers 0: the control plane runs the Pods, too
 * @param options.nodeImage empty: the one that the release of kind pins by its digest
 */
export function kindConfig(stack: string, { workers, nodeImage }: { workers: number; nodeImage: string }) {
	const node = (role: string) => ({
		role,
		...(nodeImage && { image: nodeImage }),
	});
	return {
		kind: "Cluster",
		apiVersion: "kind.x-k8s.io/v1alpha4",
		name: kindClusterName(stack),
		networking: {
			podSubnet: kindNetwork.pods,
			serviceSubnet: kindNetwork.services,
		},
		// The patches are texts: JSON is YAML.
		kubeadmConfigPatches: [
			{ kind: "KubeletConfiguration", ...kubeletTuning },
			{
				kind: "KubeProxyConfiguration",
				iptables: { minSyncPeriod: iptablesMinSyncPeriod },
			},
		].map((patch) => JSON.stringify(patch)),
		kubeadmConfigPatchesJSON6902: ["InitConfiguration", "JoinConfiguration"].flatMap(housekeepingPatches),
		nodes: [node("control-plane"), ...Array.from({ length: workers }, () => node("worker"))],
	};
}

/**
 * The kubelet takes it as a flag only. kubeadm's flags are a list since v1beta4, which kind writes
 * for Kubernetes 1.36 and later.
 */
function housekeepingPatches(kind: string) {
	const name = "housekeeping-interval";
	const path = "/nodeRegistration/kubeletExtraArgs";
	const patch = (version: string, place: string, value: unknown) => ({
		group: kubeadm,
		version,
		kind,
		patch: JSON.stringify([{ op: "add", path: `${path}/${place}`, value }]),
	});
	return [patch("v1beta4", "-", { name, value: housekeepingInterval }), patch("v1beta3", name, housekeepingInterval)];
}
