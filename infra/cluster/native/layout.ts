import { join } from "node:path";

/**
 * Where the native node lives: addresses, names and paths, in one place.
 *
 * 198.18.0.0/15 is reserved for benchmarks of network devices (RFC 2544) and routed nowhere, so the
 * node's half of it collides with no network that a machine is attached to.
 */
export const network = {
	/** Everything the node answers for; the host's only route to it. */
	range: "198.19.0.0/16",
	pods: "198.19.0.0/20",
	services: "198.19.128.0/20",
	/** First address of the service range, taken by the API server's own Service. */
	kubernetesService: "198.19.128.1",
	dns: "198.19.128.10",
	host: "198.19.255.1",
	node: "198.19.255.2",
	linkPrefix: 30,
	hostDevice: "holdfast0",
	nodeDevice: "eth0",
	apiPort: 6443,
	faultPort: 6444,
} as const;

export const nodeName = "holdfast";
export const clusterDomain = "cluster.local";
export const apiServer = `https://${network.node}:${network.apiPort}`;

/** The node's processes and Pods live below this control group, in every hierarchy. */
export const cgroup = "holdfast";

/**
 * On the host and in the node: what describes the lab that is up. Exists only while a stack holds
 * the machine.
 */
export const stateFolder = "/run/holdfast";

export const state = {
	lease: join(stateFolder, "lease.json"),
	/** The node's init process, as the host sees it. */
	init: join(stateFolder, "init.json"),
	/** Written by the node: Ready, or the reason why it never was. */
	ready: join(stateFolder, "ready.json"),
	/** The administrator's credentials. */
	kubeconfig: join(stateFolder, "kubeconfig"),
	ca: join(stateFolder, "ca.crt"),
	/** Where the fault agent answers, and its token. */
	faultAgent: join(stateFolder, "fault-agent.json"),
	lab: join(stateFolder, "lab.json"),
	logs: join(stateFolder, "logs"),
} as const;

/** On the host: who keeps the machine for laboratories that come and go, such as a sweep. */
export const reservationFile = "/run/holdfast-owner.json";

/**
 * On the host: what lies on the cluster's volumes, on its disk, so that a sync costs what it costs.
 * Exists only while a stack that claims volumes holds the machine.
 */
export const volumesFolder = "/var/lib/holdfast-volumes";

/**
 * Environment variable that every process of a lease inherits, so that its teardown finds them all.
 */
export const leaseVariable = "HOLDFAST_LEASE";

/** Only in the node: its own memory file system, gone with its mount namespace. */
export const nodeFolder = "/run/node";
/**
 * In the node: a folder for each registry that its containerd trusts beyond those that everybody
 * does; there are none by itself.
 */
export const registriesFolder = join(nodeFolder, "registries");

/** The same as `volumesFolder` on the host: each node has it. */
export const nodeVolumesFolder = "/run/volumes";
export const containerdSocket = "/run/containerd/containerd.sock";
/** Where Debian's package puts the container network plugins. */
export const cniPlugins = "/usr/lib/cni";
