import { field } from "../provider/values.ts";

export interface GroupVersionKind {
	apiVersion: string;
	kind: string;
}

/** Group and version of an apiVersion; the core group is "". */
export function splitApiVersion(apiVersion: string): {
	group: string;
	version: string;
} {
	const slash = apiVersion.indexOf("/");
	return slash < 0
		? { group: "", version: apiVersion }
		: {
				group: apiVersion.slice(0, slash),
				version: apiVersion.slice(slash + 1),
			};
}

/** `Deployment.apps`: a kind without its version. */
export function groupKind({ apiVersion, kind }: GroupVersionKind): string {
	const { group } = splitApiVersion(apiVersion);
	return group === "" ? kind : `${kind}.${group}`;
}

/** What an object says it is, or undefined. */
export function kindOf(object: unknown): GroupVersionKind | undefined {
	const apiVersion = field(object, "apiVersion");
	const kind = field(object, "kind");
	return typeof apiVersion === "string" && typeof kind === "string"
		? { apiVersion, kind }
		: undefined;
}

/** `kubernetes:core/v1:Service` → v1, Service; undefined for tokens that are not of this form. */
export function kindOfType(type: string): GroupVersionKind | undefined {
	const [pkg, apiVersion, kind] = type.split(":");
	if (
		pkg !== "kubernetes" ||
		!apiVersion ||
		!kind ||
		!/(^|\/)v\d/.test(apiVersion)
	)
		return undefined;
	return { apiVersion: apiVersion.replace(/^core\//, ""), kind };
}

/** The API groups that come with Kubernetes itself, whose kinds are known without asking a cluster. */
const BUILT_IN_GROUPS = new Set([
	"",
	"admissionregistration.k8s.io",
	"apiextensions.k8s.io",
	"apiregistration.k8s.io",
	"apps",
	"authentication.k8s.io",
	"authorization.k8s.io",
	"autoscaling",
	"batch",
	"certificates.k8s.io",
	"coordination.k8s.io",
	"discovery.k8s.io",
	"events.k8s.io",
	"flowcontrol.apiserver.k8s.io",
	"networking.k8s.io",
	"node.k8s.io",
	"policy",
	"rbac.authorization.k8s.io",
	"resource.k8s.io",
	"scheduling.k8s.io",
	"storage.k8s.io",
	"storagemigration.k8s.io",
]);

const CLUSTER_SCOPED = new Set([
	"APIService",
	"CSIDriver",
	"CSINode",
	"CertificateSigningRequest",
	"ClusterRole",
	"ClusterRoleBinding",
	"ClusterTrustBundle",
	"ComponentStatus",
	"CustomResourceDefinition",
	"DeviceClass",
	"DeviceTaintRule",
	"FlowSchema",
	"IPAddress",
	"IngressClass",
	"MutatingAdmissionPolicy",
	"MutatingAdmissionPolicyBinding",
	"MutatingWebhookConfiguration",
	"Namespace",
	"Node",
	"PersistentVolume",
	"PriorityClass",
	"PriorityLevelConfiguration",
	"ResourceSlice",
	"RuntimeClass",
	"SelfSubjectAccessReview",
	"SelfSubjectReview",
	"SelfSubjectRulesReview",
	"ServiceCIDR",
	"StorageClass",
	"StorageVersion",
	"StorageVersionMigration",
	"SubjectAccessReview",
	"TokenReview",
	"ValidatingAdmissionPolicy",
	"ValidatingAdmissionPolicyBinding",
	"ValidatingWebhookConfiguration",
	"VolumeAttachment",
	"VolumeAttributesClass",
]);

/** Whether objects of a kind live in a namespace; undefined for kinds that only a cluster can tell about. */
export function isNamespaced({
	apiVersion,
	kind,
}: GroupVersionKind): boolean | undefined {
	if (!BUILT_IN_GROUPS.has(splitApiVersion(apiVersion).group)) return undefined;
	return !CLUSTER_SCOPED.has(kind);
}
