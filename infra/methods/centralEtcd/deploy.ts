import * as k8s from "@pulumi/kubernetes";
import { memberEtcdVersion } from "../../../toolchain/versions.ts";
import { skipAwait } from "../../kubernetes/skipAwait.ts";
import { hostnameLabel, replicaLabels, runAnnotation, runOf } from "../../names.ts";
import { imageUser } from "../../security.ts";
import { consensusPeerPort, etcdClientPort, etcdPeerPorts } from "../addresses.ts";
import { etcdMember, memberStorage } from "../etcdMember.ts";
import type { Method, MethodArgs } from "../method.ts";
import { createPeerToken } from "../peerToken.ts";
import { centralEtcdMembers, centralEtcdName as name } from "./members.ts";

const labels = { "app.kubernetes.io/name": name };

/**
 * The states lie in an etcd cluster outside the application's Pods: a central store that is
 * consistent.
 */
export function centralEtcd(args: MethodArgs): Method {
	const { cluster, settings, namespace } = args;
	const options = { provider: cluster.provider };
	const storage = memberStorage(args);
	const members = Array.from({ length: centralEtcdMembers }, (_, i) => `${name}-${i}.${name}`);
	const service = new k8s.core.v1.Service(
		name,
		{
			metadata: { name, namespace, annotations: skipAwait },
			spec: {
				clusterIP: "None",
				selector: labels,
				ports: [{ name: "client", port: etcdClientPort }],
				// Members find one another before they are ready; clients try one after another.
				publishNotReadyAddresses: true,
			},
		},
		options,
	);
	createStorePolicy(args);
	const statefulSet = new k8s.apps.v1.StatefulSet(
		name,
		{
			metadata: {
				name,
				namespace,
				annotations: { [runAnnotation]: runOf(settings, cluster) },
			},
			spec: {
				replicas: centralEtcdMembers,
				serviceName: service.metadata.name,
				podManagementPolicy: "Parallel",
				selector: { matchLabels: labels },
				// A new run begins with nothing.
				persistentVolumeClaimRetentionPolicy: {
					whenDeleted: "Delete",
					whenScaled: "Delete",
				},
				template: {
					metadata: { labels },
					spec: {
						automountServiceAccountToken: false,
						enableServiceLinks: false,
						terminationGracePeriodSeconds: 5,
						securityContext: { fsGroup: imageUser },
						...(cluster.apparatusNode && {
							nodeSelector: { [hostnameLabel]: cluster.apparatusNode },
						}),
						volumes: storage.volumes,
						containers: etcdMember(args, {
							token: createPeerToken(args),
							peerDomain: name,
							storage,
							environment: [
								{ name: "POD_PREFIX", value: name },
								{ name: "REPLICAS", value: String(centralEtcdMembers) },
								{ name: "GROUP_SIZE", value: String(centralEtcdMembers) },
								// Nobody but the replicas' Pods may come this way: the policy above.
								{ name: "MEMBER_CLIENT_HOST", value: "0.0.0.0" },
							],
						}).map((container) =>
							container.name === "consensus"
								? {
										...container,
										readinessProbe: {
											httpGet: { path: "/readyz", port: "peers" },
											periodSeconds: 1,
										},
									}
								: container,
						),
					},
				},
				...(storage.claims && { volumeClaimTemplates: storage.claims }),
			},
		},
		{
			...options,
			replaceOnChanges: ["metadata.annotations"],
			deleteBeforeReplace: true,
		},
	);
	return {
		sidecars: [],
		volumes: [],
		environment: [
			{
				name: "ETCD_URLS",
				value: members.map((member) => `http://${member}:${etcdClientPort}`).join(","),
			},
		],
		store: { name: "etcd", version: memberEtcdVersion(), standsInFor: null },
		incarnation: statefulSet.metadata.uid,
	};
}

/**
 * Clients of the store are the replicas alone, and members' talk is theirs, where the cluster's
 * network enforces it.
 */
function createStorePolicy({ cluster, namespace }: MethodArgs): void {
	const from = (matchLabels: Record<string, string>) => [{ podSelector: { matchLabels } }];
	new k8s.networking.v1.NetworkPolicy(
		"store",
		{
			metadata: { name: "store", namespace },
			spec: {
				podSelector: { matchLabels: labels },
				policyTypes: ["Ingress"],
				ingress: [
					{ ports: [{ port: consensusPeerPort }] },
					{ ports: [{ port: etcdClientPort }], from: from(replicaLabels) },
					{
						ports: etcdPeerPorts.map((port) => ({ port })),
						from: from(labels),
					},
				],
			},
		},
		{ provider: cluster.provider },
	);
}
