import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/cluster.ts";

const rbacGroup = "rbac.authorization.k8s.io";
const name = "holdfast:node-faults";

/**
 * Lets a ServiceAccount take the cluster's further nodes, by their names, out of service and empty
 * them of one namespace's Pods. Nothing where there are none.
 *
 * @returns what must be there before it can
 */
export function allowNodeFaults(args: {
	cluster: Cluster;
	namespace: pulumi.Output<string>;
	account: pulumi.Output<string>;
}): pulumi.Resource[] {
	const { cluster, namespace, account } = args;
	if (cluster.furtherNodes === undefined) return [];
	const options = { provider: cluster.provider };
	const subjects = [{ kind: "ServiceAccount", name: account, namespace }];
	const changeNodes = new k8s.rbac.v1.ClusterRole(
		"node-faults",
		{
			metadata: { name },
			rules: [
				{
					apiGroups: [""],
					resources: ["nodes"],
					resourceNames: [...cluster.furtherNodes],
					verbs: ["get", "patch"],
				},
			],
		},
		options,
	);
	const evict = new k8s.rbac.v1.Role(
		"evictions",
		{
			metadata: { name: "evictions", namespace },
			rules: [{ apiGroups: [""], resources: ["pods/eviction"], verbs: ["create"] }],
		},
		options,
	);
	return [
		new k8s.rbac.v1.ClusterRoleBinding(
			"node-faults",
			{
				metadata: { name },
				roleRef: {
					apiGroup: rbacGroup,
					kind: "ClusterRole",
					name: changeNodes.metadata.name,
				},
				subjects,
			},
			options,
		),
		new k8s.rbac.v1.RoleBinding(
			"evictions",
			{
				metadata: { name: "evictions", namespace },
				roleRef: {
					apiGroup: rbacGroup,
					kind: "Role",
					name: evict.metadata.name,
				},
				subjects,
			},
			options,
		),
	];
}
