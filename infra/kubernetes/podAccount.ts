import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/cluster.ts";

type Verb = "get" | "list" | "watch" | "patch" | "delete";

/**
 * A ServiceAccount that may do `verbs` to the Pods of one namespace, more to those that are named,
 * and nothing else anywhere.
 */
export function createPodAccount(
	name: string,
	args: {
		cluster: Cluster;
		/** Of the account. */
		namespace: pulumi.Output<string>;
		/** Of the Pods. */
		podNamespace: pulumi.Output<string>;
		verbs: Verb[];
		named?: { pods: string[]; verbs: Verb[] };
	},
): { account: pulumi.Output<string>; binding: pulumi.Resource } {
	const { namespace, podNamespace, verbs, named } = args;
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
			rules: [
				{ apiGroups: [""], resources: ["pods"], verbs },
				...(named
					? [
							{
								apiGroups: [""],
								resources: ["pods"],
								resourceNames: named.pods,
								verbs: named.verbs,
							},
						]
					: []),
			],
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
			subjects: [{ kind: "ServiceAccount", name: account.metadata.name, namespace }],
		},
		options,
	);
	return { account: account.metadata.name, binding };
}
