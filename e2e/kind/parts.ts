/** What the laboratory of kind consists of, and where it is kept. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, cacheKey } from "../../toolchain/cache.ts";
import { debianSuite } from "../../toolchain/debian.ts";
import { goBinary, kubernetesVersion } from "../../toolchain/goTools.ts";
import { builtImages } from "../../toolchain/images.ts";

/** Debian's, unpacked and not installed: Docker's service would start on the host. */
export const dockerPackages = ["docker.io", "libdevmapper1.02.1"] as const;

/** Of kind's nodes: kind's own image installs no fewer but those for network file systems. */
export const nodePackages = [
	...["systemd", "runc", "containernetworking-plugins"],
	...["iptables", "iproute2", "conntrack", "ethtool", "kmod"],
	...["jq", "procps", "busybox-static", "ca-certificates"],
] as const;

export const kindFolder = join(cacheFolder, "kind");
export const nodeFiles = join(import.meta.dirname, "node");
export const nodeImage = "holdfast.local/kind-node:tests";

/** Holds the containers' processes, in every hierarchy. */
export const controlGroup = "holdfast-kind";

/** Components of Kubernetes' control plane, and the images that kubeadm asks for. */
export const componentNames = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy"] as const;

/** Images of ours that the nodes bring along: their sandbox, and what the tests' charts run. */
export const chartImages = ["pause", "store", "prometheus"] as const;

/** Where Docker is unpacked. */
export function dockerFolder(): string {
	const key = cacheKey(debianSuite(), process.arch, ...dockerPackages);
	return join(kindFolder, `docker-${key}`);
}

/**
 * Docker's data, which hold the nodes' image: another one is made with anything that the image is
 * made of.
 */
export function dockerData(): string {
	return join(kindFolder, `data-${nodeKey()}`);
}

/** Changes with anything that the nodes' image is made of. */
function nodeKey(): string {
	const sources = readdirSync(nodeFiles).sort();
	return cacheKey(
		debianSuite(),
		process.arch,
		kubernetesVersion,
		...nodePackages,
		...["hyperkube", "kubeadm", "containerd", "kind"].map(goBinary),
		...sources.flatMap((name) => [name, readFileSync(join(nodeFiles, name))]),
		...["nodeImage.ts", "ociArchive.ts"].map((name) => readFileSync(join(import.meta.dirname, name))),
		JSON.stringify(builtImages().references),
	);
}
