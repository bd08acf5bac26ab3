import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/cluster.ts";
import { traitsOf } from "../methods/traits.ts";
import { loadNamespace, nameLabel, observerPorts, replicaLabels } from "../names.ts";

type Peers = k8s.types.input.networking.v1.NetworkPolicyPeer[];

/**
 * Who reaches the observer, where the cluster's network enforces such policies: replicas send their
 * histories; what tells of events, load in Pods of its own and whoever isn't a Pod, as the programs
 * on the host, ask its HTTP interface.
 */
export function createObserverPolicy(
	name: string,
	args: { cluster: Cluster; mode: string; namespace: pulumi.Output<string> },
): void {
	const { cluster, mode, namespace } = args;
	new k8s.networking.v1.NetworkPolicy(
		name,
		{
			metadata: { name, namespace },
			spec: {
				podSelector: { matchLabels: { [nameLabel]: name } },
				policyTypes: ["Ingress"],
				ingress: [
					{
						ports: [{ port: observerPorts.stream }],
						from: [
							{
								...inNamespace(cluster.namespaces.application),
								podSelector: { matchLabels: replicaLabels },
							},
						],
					},
					{
						ports: [{ port: observerPorts.http }],
						...httpPeers(cluster, mode),
					},
				],
			},
		},
		{ provider: cluster.provider },
	);
}

/**
 * The host's address isn't known, so that all but Pods' are let in; where those aren't known
 * either, everybody: tokens keep them from writing.
 */
function httpPeers({ namespaces, podNetwork }: Cluster, mode: string): { from?: Peers } {
	if (podNetwork === undefined) return {};
	const { tellsObserver } = traitsOf(mode);
	return {
		from: [
			...(tellsObserver
				? [
						{
							...inNamespace(namespaces.application),
							podSelector: { matchLabels: { [nameLabel]: tellsObserver } },
						},
					]
				: []),
			inNamespace(loadNamespace(namespaces.application)),
			{ ipBlock: { cidr: "0.0.0.0/0", except: [podNetwork] } },
		],
	};
}

/** Kubernetes' own label of each namespace is its name. */
function inNamespace(namespace: string) {
	return {
		namespaceSelector: {
			matchLabels: { "kubernetes.io/metadata.name": namespace },
		},
	};
}
