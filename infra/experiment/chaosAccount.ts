import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/index.ts";

const name = "chaos";

/** Whom the chaos scenario acts as: it may find and delete the application's Pods, and nothing else. */
export function createChaosAccount(args: {
	cluster: Cluster;
	namespace: pulumi.Output<string>;
}): { account: pulumi.Output<string>; binding: pulumi.Resource } {
	const { cluster, namespace } = args;
	const options = { provider: cluster.provider };
	const metadata = { name, namespace };
	const account = new k8s.core.v1.ServiceAccount(
		name,
		{ metadata, automountServiceAccountToken: false },
		options,
	);
	const role = new k8s.rbac.v1.Role(
		name,
		{
			metadata,
			rules: [
				{
					apiGroups: [""],
					resources: ["pods"],
					verbs: ["get", "list", "watch", "delete"],
				},
			],
		},
		options,
	);
	const binding = new k8s.rbac.v1.RoleBinding(
		name,
		{
			metadata,
			roleRef: {
				apiGroup: "rbac.authorization.k8s.io",
				kind: "Role",
				name: role.metadata.name,
			},
			subjects: [
				{ kind: "ServiceAccount", name: account.metadata.name, namespace },
			],
		},
		options,
	);
	return { account: account.metadata.name, binding };
}
