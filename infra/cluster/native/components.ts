import { join } from "node:path";
import { stringify } from "yaml";
import { housekeepingInterval, iptablesMinSyncPeriod, kubeletTuning } from "../kubeletTuning.ts";
import type { Subject } from "./certificates.ts";
import {
	apiServer,
	clusterDomain,
	cniPlugins,
	containerdSocket,
	network,
	nodeFolder,
	nodeVolumesFolder,
	registriesFolder,
	state,
} from "./layout.ts";
import { type ClusterNode, clusterNode } from "./nodes.ts";
import { volumeProvisionerName } from "./volumeNames.ts";

/** A process of the node: `command[0]` is a binary's path. */
export interface Component {
	name: string;
	command: readonly string[];
	/** When it is started again, once the node has been Ready; the node ends with any other. */
	restarts?: "when-killed" | "always";
}

/** The component that a node's return from a power cut starts anew. */
export const kubeletName = "kubelet";

export interface Binaries {
	hyperkube: string;
	containerd: string;
	/** Folder that holds containerd's shim. */
	shimFolder: string;
	/** Absent where nothing claims volumes. */
	localVolumes?: string;
}

/**
 * Whom the node's certificate authority vouches for; each has `<name>.crt` and `<name>.key` in the
 * node's folder.
 */
export const credentials = {
	apiserver: {
		user: "kube-apiserver",
		dnsNames: ["kubernetes", "kubernetes.default", "kubernetes.default.svc", `kubernetes.default.svc.${clusterDomain}`],
		addresses: [network.kubernetesService, network.node, "127.0.0.1"],
	},
	"apiserver-kubelet-client": {
		user: "kube-apiserver-kubelet-client",
		group: "system:masters",
	},
	admin: { user: "holdfast-admin", group: "system:masters" },
	"controller-manager": { user: "system:kube-controller-manager" },
	scheduler: { user: "system:kube-scheduler" },
	"kube-proxy": { user: "system:kube-proxy" },
	coredns: { user: "holdfast:coredns" },
	"local-volumes": { user: "holdfast:local-volumes" },
	kubelet: kubeletOf(clusterNode(0, 1)),
} as const;

export type CredentialName = keyof typeof credentials;

/** Credentials of a node beside the first. */
export type FurtherCredentialName = Extract<CredentialName, "kubelet" | "kube-proxy">;

/** The same for a node beside the first. */
export function furtherCredentials(node: ClusterNode): Record<FurtherCredentialName, Subject> {
	return { kubelet: kubeletOf(node), "kube-proxy": credentials["kube-proxy"] };
}

/**
 * The API server lets a kubelet of this name see and change what is its own node's, and no more.
 */
function kubeletOf({ name, address }: ClusterNode): Subject {
	return {
		user: `system:node:${name}`,
		group: "system:nodes",
		dnsNames: [name],
		addresses: [address],
	};
}

export const serviceAccountKey = join(nodeFolder, "service-account.key");
export const serviceAccountPublicKey = join(nodeFolder, "service-account.pub");

export function certificatePath(name: CredentialName): string {
	return join(nodeFolder, `${name}.crt`);
}
export function keyPath(name: CredentialName): string {
	return join(nodeFolder, `${name}.key`);
}
export function kubeconfigPath(name: CredentialName): string {
	return join(nodeFolder, `${name}.kubeconfig`);
}

/** Configuration files of a node's components: path → text. */
export function configurationFiles(options: {
	node: ClusterNode;
	/** Root without CAP_SYS_RESOURCE can't lower a process's OOM score. */
	restrictOomScore: boolean;
	sandboxImage: string;
}): Record<string, string> {
	return {
		[join(nodeFolder, "containerd.toml")]: containerdConfig(options),
		[join(nodeFolder, "cni", "10-holdfast.conflist")]: JSON.stringify(networkConfig(options.node)),
		[join(nodeFolder, "kubelet.yaml")]: stringify(kubeletConfig(options.node)),
		[join(nodeFolder, "resolv.conf")]: "nameserver 127.0.0.1\n",
		...(options.node.index === 0 && {
			[join(nodeFolder, "Corefile")]: corefile(),
		}),
	};
}

/**
 * All processes of the node but containerd, which comes first because images are loaded into it
 * meanwhile.
 */
export function containerd({ containerd }: Binaries): Component {
	return {
		name: "containerd",
		command: [containerd, "--config", join(nodeFolder, "containerd.toml"), "--log-level", "warn"],
	};
}

/** Loads the images of an OCI archive into containerd, where the kubelet finds them. */
export function importCommand(ctr: string, archive: string): string[] {
	return [
		...[ctr, "--address", containerdSocket, "--namespace", "k8s.io"],
		...["images", "import", "--local", "--digests=false", archive],
	];
}

export function controlPlane({ hyperkube }: Binaries): Component[] {
	return [
		{
			name: "etcd",
			command: [
				hyperkube,
				"etcd",
				...flags({
					"data-dir": join(nodeFolder, "etcd"),
					"listen-client-urls": "http://127.0.0.1:2379",
					"advertise-client-urls": "http://127.0.0.1:2379",
					"listen-peer-urls": "http://127.0.0.1:2380",
					"initial-advertise-peer-urls": "http://127.0.0.1:2380",
					"initial-cluster": "default=http://127.0.0.1:2380",
					"log-level": "warn",
					// It lies in memory and lives as long as the node: a disk's promises would only cost
					// time.
					"unsafe-no-fsync": "true",
				}),
			],
		},
		{
			name: "kube-apiserver",
			command: [
				hyperkube,
				"kube-apiserver",
				...flags({
					"advertise-address": network.node,
					"bind-address": network.node,
					"secure-port": String(network.apiPort),
					"etcd-servers": "http://127.0.0.1:2379",
					"authorization-mode": "Node,RBAC",
					"enable-admission-plugins": "NodeRestriction",
					"anonymous-auth": "false",
					"client-ca-file": state.ca,
					"tls-cert-file": certificatePath("apiserver"),
					"tls-private-key-file": keyPath("apiserver"),
					"kubelet-certificate-authority": state.ca,
					"kubelet-client-certificate": certificatePath("apiserver-kubelet-client"),
					"kubelet-client-key": keyPath("apiserver-kubelet-client"),
					// The node's name is in no DNS that the API server asks.
					"kubelet-preferred-address-types": "InternalIP",
					"service-account-issuer": `https://kubernetes.default.svc.${clusterDomain}`,
					"service-account-key-file": serviceAccountPublicKey,
					"service-account-signing-key-file": serviceAccountKey,
					"service-cluster-ip-range": network.services,
					profiling: "false",
				}),
			],
		},
		{
			name: "kube-controller-manager",
			command: [
				hyperkube,
				"kube-controller-manager",
				...flags({
					kubeconfig: kubeconfigPath("controller-manager"),
					"bind-address": "127.0.0.1",
					"leader-elect": "false",
					"use-service-account-credentials": "true",
					"service-account-private-key-file": serviceAccountKey,
					"root-ca-file": state.ca,
					"cluster-cidr": network.pods,
					"service-cluster-ip-range": network.services,
					// The network plugin hands out the addresses, from a range that is each node's own.
					"allocate-node-cidrs": "false",
					"kube-api-qps": "200",
					"kube-api-burst": "400",
					profiling: "false",
				}),
			],
		},
		{
			name: "kube-scheduler",
			command: [
				hyperkube,
				"kube-scheduler",
				...flags({
					kubeconfig: kubeconfigPath("scheduler"),
					"bind-address": "127.0.0.1",
					"leader-elect": "false",
					"kube-api-qps": "200",
					"kube-api-burst": "400",
					profiling: "false",
				}),
			],
		},
	];
}

/** What every node runs beside containerd. */
export function nodeAgents({ hyperkube }: Binaries, node: ClusterNode): Component[] {
	return [
		{
			name: kubeletName,
			restarts: "when-killed",
			command: [
				hyperkube,
				kubeletName,
				...flags({
					config: join(nodeFolder, "kubelet.yaml"),
					kubeconfig: kubeconfigPath("kubelet"),
					"hostname-override": node.name,
					"node-ip": node.address,
					"root-dir": join(nodeFolder, "kubelet"),
					"cert-dir": join(nodeFolder, "kubelet-certificates"),
					"housekeeping-interval": housekeepingInterval,
				}),
			],
		},
		{
			name: "kube-proxy",
			command: [
				hyperkube,
				"kube-proxy",
				...flags({
					kubeconfig: kubeconfigPath("kube-proxy"),
					"hostname-override": node.name,
					"proxy-mode": "iptables",
					"cluster-cidr": network.pods,
					"bind-address": node.address,
					"healthz-bind-address": "127.0.0.1:10256",
					"metrics-bind-address": "127.0.0.1:10249",
					"iptables-min-sync-period": iptablesMinSyncPeriod,
					// The connection table's size belongs to the host.
					"conntrack-max-per-core": "0",
					"conntrack-min": "0",
					"oom-score-adj": "0",
				}),
			],
		},
	];
}

/** The cluster's DNS, on its first node. */
export function dnsServer({ hyperkube }: Binaries): Component {
	return {
		name: "coredns",
		command: [hyperkube, "coredns", "-conf", join(nodeFolder, "Corefile"), "-quiet"],
	};
}

/** Makes the volumes that are claimed, of all nodes, from the first one. */
export function volumeProvisioner(binary: string): Component {
	return {
		name: "local-volumes",
		command: [
			binary,
			...flags({
				kubeconfig: kubeconfigPath("local-volumes"),
				folder: nodeVolumesFolder,
				name: volumeProvisionerName,
			}),
		],
	};
}

/**
 * Does the faults that the Kubernetes API can't do, to each of so many nodes, from the first one.
 * What it did must be undone, whatever ended it, and a cluster that ended with it would take what
 * is measured along.
 */
export function faultAgent(nodes: number): Component {
	return {
		name: "fault-agent",
		restarts: "always",
		command: [process.execPath, join(import.meta.dirname, "faultAgent.ts"), ...(nodes === 1 ? [] : [String(nodes)])],
	};
}

/** A kubeconfig whose certificates stay in files. */
export function kubeconfig(name: CredentialName): string {
	return kubeconfigWith({
		"client-certificate": certificatePath(name),
		"client-key": keyPath(name),
	});
}

/** A kubeconfig that works without the node's files: it holds its credentials. */
export function standaloneKubeconfig(identity: { certificate: string; key: string }): string {
	return kubeconfigWith({
		"client-certificate-data": base64(identity.certificate),
		"client-key-data": base64(identity.key),
	});
}

function kubeconfigWith(user: Record<string, string>): string {
	return stringify({
		apiVersion: "v1",
		kind: "Config",
		"current-context": "holdfast",
		clusters: [
			{
				name: "holdfast",
				cluster: { server: apiServer, "certificate-authority": state.ca },
			},
		],
		users: [{ name: "holdfast", user }],
		contexts: [{ name: "holdfast", context: { cluster: "holdfast", user: "holdfast" } }],
	});
}

function containerdConfig(options: { restrictOomScore: boolean; sandboxImage: string }): string {
	return `version = 3
root = "${nodeFolder}/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.internal.v1.tracing", "io.containerd.tracing.processor.v1.otlp", "io.containerd.nri.v1.nri"]

[grpc]
  address = "${containerdSocket}"

[plugins.'io.containerd.cri.v1.images']
  snapshotter = "overlayfs"
  [plugins.'io.containerd.cri.v1.images'.pinned_images]
    sandbox = "${options.sandboxImage}"
  [plugins.'io.containerd.cri.v1.images'.registry]
    config_path = "${registriesFolder}"

[plugins.'io.containerd.cri.v1.runtime']
  restrict_oom_score_adj = ${options.restrictOomScore}
  [plugins.'io.containerd.cri.v1.runtime'.cni]
    bin_dirs = ["${cniPlugins}"]
    conf_dir = "${nodeFolder}/cni"
  [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
    SystemdCgroup = false
`;
}

/**
 * One routed link per Pod: needs neither a bridge nor bridge-netfilter, and a Service's address
 * works from its own Pods.
 */
function networkConfig({ pods }: ClusterNode) {
	return {
		cniVersion: "1.0.0",
		name: "holdfast",
		plugins: [
			{
				type: "ptp",
				ipMasq: false,
				ipam: {
					type: "host-local",
					dataDir: join(nodeFolder, "cni-addresses"),
					ranges: [[{ subnet: pods }]],
					routes: [{ dst: "0.0.0.0/0" }],
				},
			},
		],
	};
}

function kubeletConfig({ address, controlGroup }: ClusterNode) {
	return {
		apiVersion: "kubelet.config.k8s.io/v1beta1",
		kind: "KubeletConfiguration",
		address,
		authentication: {
			anonymous: { enabled: false },
			webhook: { enabled: true },
			x509: { clientCAFile: state.ca },
		},
		authorization: { mode: "Webhook" },
		tlsCertFile: certificatePath("kubelet"),
		tlsPrivateKeyFile: keyPath("kubelet"),
		healthzBindAddress: "127.0.0.1",
		containerRuntimeEndpoint: `unix://${containerdSocket}`,
		cgroupDriver: "cgroupfs",
		cgroupRoot: `/${controlGroup}`,
		failSwapOn: false,
		oomScoreAdj: 0,
		clusterDNS: [network.dns],
		clusterDomain,
		resolvConf: join(nodeFolder, "resolv.conf"),
		podLogsDir: join(nodeFolder, "pod-logs"),
		volumePluginDir: join(nodeFolder, "volume-plugins"),
		localStorageCapacityIsolation: false,
		...kubeletTuning,
	};
}

function corefile(): string {
	return `.:53 {
	bind ${network.dns}
	errors
	health 127.0.0.1:8080
	ready 127.0.0.1:8181
	kubernetes ${clusterDomain} in-addr.arpa {
		kubeconfig ${kubeconfigPath("coredns")}
		ttl 1
	}
	cache 1
	loadbalance
}
`;
}

function flags(values: Readonly<Record<string, string>>): string[] {
	return Object.entries(values).map(([name, value]) => `--${name}=${value}`);
}

function base64(text: string): string {
	return Buffer.from(text).toString("base64");
}
