/** What the methods have in common whose members share the replicas' Pods. */
import * as k8s from "@pulumi/kubernetes";
import { podField } from "../kubernetes/podField.ts";
import { applicationPort, replicaLabels } from "../names.ts";
import type { Settings } from "../settings.ts";
import { consensusPeerPort, memberPort } from "./addresses.ts";
import type { MethodArgs } from "./method.ts";

/** Tells a container which Pod is its own. */
export const podIdentity = [
	{
		name: "POD_NAME",
		valueFrom: podField("metadata.name"),
	},
	{
		name: "POD_IP",
		valueFrom: podField("status.podIP"),
	},
];

/** Tells a container how many members there are, and how many share a Raft group. */
export function groupSizes({ replicas, groupSize }: Settings) {
	return [
		{ name: "REPLICAS", value: String(replicas) },
		{ name: "GROUP_SIZE", value: String(groupSize) },
	];
}

/** Only members reach a member's ports, where the cluster's network enforces such policies. */
export function createMemberPolicy(
	{ cluster, namespace }: MethodArgs,
	memberPorts: readonly number[] = [memberPort],
): void {
	new k8s.networking.v1.NetworkPolicy(
		"members",
		{
			metadata: { name: "members", namespace },
			spec: {
				podSelector: { matchLabels: replicaLabels },
				policyTypes: ["Ingress"],
				ingress: [
					{ ports: [{ port: applicationPort }, { port: consensusPeerPort }] },
					{
						ports: memberPorts.map((port) => ({ port })),
						from: [{ podSelector: { matchLabels: replicaLabels } }],
					},
				],
			},
		},
		{ provider: cluster.provider },
	);
}
