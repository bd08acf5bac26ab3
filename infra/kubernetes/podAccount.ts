import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/cluster.ts";

/** A ServiceAccount that may do `verbs` to the Pods of one namespace, and nothing else anywhere. */
export function createPodAccount(
	name: string,
	args: {
		cluster: Cluster;
		/** Of the account. */
		namespace: pulumi.Output<string>;
		/** Of the Pods. */
		podNamespace: pulumi.Output<string>;
		verbs: ("get" | "list" | "watch" | "patch" | "delete")[];
	},
): { account: pulumi.Output<string>; binding: pulumi.Resource } {
	const { namespace, podNamespace, verbs } = args;
	const options = { provider: args.cluster.provider };
	const account = new k8s.core.v1.ServiceAccount(
		name,
		{ metadata: { name, namespace }, automountServiceAccountToken: false },
		options,
	);
	const role = new k8s.rbac.v1.Role(
		name,
		{
			metadata: { name, namespace: podNamespace },
			rules: [{ apiGroups: [""], resources: ["pods"], verbs }],
		},
		options,
	);
	const binding = new k8s.rbac.v1.RoleBinding(
		name,
		{
			metadata: { name, namespace: podNamespace },
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
