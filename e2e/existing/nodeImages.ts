import { join } from "node:path";
import type { RegistryServer } from "../../infra/cluster/existing/registryServer.fixture.ts";
import { containerdSocket, registriesFolder } from "../../infra/cluster/native/layout.ts";
import type { ClusterNode } from "../../infra/cluster/native/nodes.ts";
import { runInNode } from "../../infra/cluster/native/runInNode.ts";
import { goBinary } from "../../toolchain/goTools.ts";
import { builtImages } from "../../toolchain/images.ts";

/**
 * Has the nodes' container runtimes trust a registry, as a cluster's administrator does: by its
 * authority's certificate.
 *
 * @see https://github.com/containerd/containerd/blob/v2.4.2/docs/hosts.md
 */
export function trustRegistry(nodes: readonly ClusterNode[], { host, authority }: RegistryServer): void {
	const folder = join(registriesFolder, host);
	for (const node of nodes) {
		runInNode(node, "mkdir", "--parents", folder);
		runInNode(node, "cp", authority, join(folder, "ca.crt"));
	}
}

/**
 * Takes away what the nodes were given of the laboratory's images, their sandbox excepted: what
 * runs there then was pulled.
 */
export function forgetImages(nodes: readonly ClusterNode[]): void {
	const ctr = [...[goBinary("ctr"), "--address", containerdSocket], ...["--namespace", "k8s.io", "images"]];
	const sandbox = builtImages().references.pause.digest;
	for (const node of nodes) {
		const names = runInNode(node, ...ctr, "list")
			.trim()
			.split("\n")
			.slice(1)
			.map((line) => line.split(/\s+/))
			.filter(([, , digest]) => digest !== sandbox)
			.flatMap(([name]) => name ?? []);
		if (names.length > 0) {
			runInNode(node, ...ctr, "remove", "--sync", ...names);
		}
	}
}
