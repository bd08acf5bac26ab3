import { readFileSync } from "node:fs";
import { CoreV1Api, type KubeConfig, VersionApi } from "@kubernetes/client-node";

/** What is known of a cluster once it answers. */
export interface ClusterReport {
	/** Names this incarnation of the cluster. */
	instance: string;
	/** Base URL of its API. */
	server: string;
	/** Of Kubernetes, such as `v1.37.2`. */
	version: string;
}

/**
 * Asks the current context's cluster who it is.
 *
 * @returns also the certificate authority that signed its server's certificate, PEM; empty: one
 *   that the machine trusts
 */
export async function reportOf(config: KubeConfig): Promise<{ report: ClusterReport; authority: string }> {
	const cluster = config.getCurrentCluster();
	if (!cluster) throw new Error("The kubeconfig's context names no cluster.");
	const [{ metadata }, { gitVersion }] = await Promise.all([
		// Its UID is the usual name of a cluster that has none.
		config.makeApiClient(CoreV1Api).readNamespace({ name: "kube-system" }),
		config.makeApiClient(VersionApi).getCode(),
	]);
	return {
		report: {
			instance: metadata?.uid ?? "",
			server: cluster.server,
			version: gitVersion,
		},
		authority: cluster.caData
			? Buffer.from(cluster.caData, "base64").toString("utf8")
			: cluster.caFile
				? readFileSync(cluster.caFile, "utf8")
				: "",
	};
}
