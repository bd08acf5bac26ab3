import type { Namespaces } from "../../names.ts";

/** Something that a user may or may not do, as a SelfSubjectAccessReview asks it. */
export interface Right {
	verb: string;
	/** Empty: the core group. */
	group: string;
	/** Plural; `pods/log` for a part. */
	resource: string;
	/** Absent: the whole cluster. */
	namespace?: string;
}

/** What a stack makes in a namespace of its own: API group → resources. */
const namespaced: Readonly<Record<string, readonly string[]>> = {
	"": ["services", "secrets", "configmaps", "serviceaccounts"],
	apps: ["statefulsets", "deployments"],
	batch: ["jobs"],
	"networking.k8s.io": ["networkpolicies"],
	policy: ["poddisruptionbudgets"],
	"rbac.authorization.k8s.io": ["roles", "rolebindings"],
};

/** What the operator of the monitoring chart needs in the whole cluster. */
const clusterWide: Readonly<Record<string, readonly string[]>> = {
	"": ["namespaces"],
	"rbac.authorization.k8s.io": ["clusterroles", "clusterrolebindings"],
	"apiextensions.k8s.io": ["customresourcedefinitions"],
};

/**
 * Rights that the chart of Prometheus hands to its operator and to Prometheus, in the whole
 * cluster: the widest of each kind (the ClusterRoles of kube-prometheus-stack 88.5.3). Nobody can
 * give another rights that they haven't got.
 */
export const handedOn: readonly Right[] = [
	{ verb: "*", group: "", resource: "secrets" },
	{ verb: "*", group: "", resource: "configmaps" },
	{ verb: "*", group: "apps", resource: "statefulsets" },
	{ verb: "*", group: "monitoring.coreos.com", resource: "prometheuses" },
	{ verb: "delete", group: "", resource: "services" },
	{ verb: "delete", group: "discovery.k8s.io", resource: "endpointslices" },
	{ verb: "delete", group: "", resource: "pods" },
	{ verb: "watch", group: "", resource: "nodes" },
	{ verb: "get", group: "", resource: "nodes/metrics" },
];

/**
 * What the user of a kubeconfig must be allowed, so that a stack comes up and goes again.
 *
 * @param labelsPods whether something in the stack may label Pods, so that its user must be allowed
 *   to as well
 */
export function neededRights({ application, observability }: Namespaces, labelsPods: boolean): Right[] {
	const each = (resources: Readonly<Record<string, readonly string[]>>, namespace?: string) =>
		Object.entries(resources).flatMap(([group, names]) =>
			names.flatMap((resource) =>
				["create", "delete"].map((verb) => ({
					verb,
					group,
					resource,
					...(namespace && { namespace }),
				})),
			),
		);
	const inApplication = (verb: string, resource: string) => ({
		verb,
		group: "",
		resource,
		namespace: application,
	});
	return [
		...each(clusterWide).filter(
			// Helm leaves the definitions of a chart where they are.
			({ verb, resource }) => verb === "create" || resource !== "customresourcedefinitions",
		),
		...each(namespaced, application),
		...each(namespaced, observability),
		...handedOn,
		// The chaos scenario deletes Pods.
		...["get", "list", "watch", "delete", ...(labelsPods ? ["patch"] : [])].map((verb) => inApplication(verb, "pods")),
		inApplication("create", "serviceaccounts/token"),
	];
}

const shown = 4;

/** One sentence about the rights that are missing; null when none is. */
export function rightsProblem(context: string, missing: readonly Right[]): string | null {
	if (missing.length === 0) return null;
	const named = missing.slice(0, shown).map(inWords);
	const rest = missing.length - named.length;
	return `The context "${context}" lacks rights that a stack needs: ${named.join("; ")}${rest > 0 ? `; and ${rest} more` : ""}. Ask the cluster's administrator for them, or name another context with "pulumi config set context …".`;
}

function inWords({ verb, group, resource, namespace }: Right): string {
	const what = group === "" ? resource : `${resource}.${group}`;
	return `${verb === "*" ? "do anything to" : verb} ${what} ${namespace ? `in the namespace ${namespace}` : "in the whole cluster"}`;
}
