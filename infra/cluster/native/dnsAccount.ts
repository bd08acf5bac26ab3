import type { Api } from "./apiClient.ts";
import { credentials } from "./components.ts";

/** CoreDNS may read what it answers for, and nothing else. */
export async function allowDns(api: Api): Promise<void> {
	const group = "rbac.authorization.k8s.io";
	const name = "holdfast:coredns";
	const answers = await Promise.all([
		api("POST", `/apis/${group}/v1/clusterroles`, {
			apiVersion: `${group}/v1`,
			kind: "ClusterRole",
			metadata: { name },
			rules: [
				{
					apiGroups: [""],
					resources: ["services", "namespaces"],
					verbs: ["list", "watch"],
				},
				{
					apiGroups: ["discovery.k8s.io"],
					resources: ["endpointslices"],
					verbs: ["list", "watch"],
				},
			],
		}),
		api("POST", `/apis/${group}/v1/clusterrolebindings`, {
			apiVersion: `${group}/v1`,
			kind: "ClusterRoleBinding",
			metadata: { name },
			roleRef: { apiGroup: group, kind: "ClusterRole", name },
			subjects: [{ apiGroup: group, kind: "User", name: credentials.coredns.user }],
		}),
	]);
	for (const { status } of answers) {
		if (status !== 201) throw new Error(`The API server refused CoreDNS its role (${status}).`);
	}
}
