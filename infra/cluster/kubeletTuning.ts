/**
 * Settings of every kubelet and kube-proxy that a platform of ours starts: what figures rest on is
 * the same on all of them.
 */

/** cAdvisor measures no oftener than this, and it is what the memory figures rest on. */
export const housekeepingInterval = "5s";

/** How soon after a change kube-proxy writes the rules of Services. */
export const iptablesMinSyncPeriod = "100ms";

/** Fields of a KubeletConfiguration. */
export const kubeletTuning = {
	// A kubelet that isn't told so doesn't start where the control groups are of version 1 (since
	// Kubernetes 1.35).
	failCgroupV1: false,
	maxPods: 250,
	serializeImagePulls: false,
	// An experiment's Pods must not be evicted because the laptop's disk is full.
	evictionHard: {
		"memory.available": "0%",
		"nodefs.available": "0%",
		"nodefs.inodesFree": "0%",
		"imagefs.available": "0%",
		"imagefs.inodesFree": "0%",
	},
	imageGCHighThresholdPercent: 100,
	kubeAPIQPS: 200,
	kubeAPIBurst: 400,
	eventRecordQPS: 0,
} as const;
