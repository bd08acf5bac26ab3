import { field } from "../../provider/values.ts";
import { groupKind, kindOf } from "../kinds.ts";
import {
	customResourceDefinitionReadiness,
	namespaceReadiness,
	needsEndpoints,
	persistentVolumeClaimReadiness,
	persistentVolumeReadiness,
	serviceReadiness,
} from "./others.ts";
import { READY, type Readiness } from "./readiness.ts";
import {
	daemonSetReadiness,
	deploymentReadiness,
	jobReadiness,
	podReadiness,
	statefulSetReadiness,
} from "./workloads.ts";

const RULES: Record<
	string,
	(object: unknown, companions: unknown[]) => Readiness
> = {
	"StatefulSet.apps": statefulSetReadiness,
	"Deployment.apps": deploymentReadiness,
	"DaemonSet.apps": daemonSetReadiness,
	"Job.batch": jobReadiness,
	Pod: podReadiness,
	Service: serviceReadiness,
	PersistentVolumeClaim: (claim, [storageClass]) =>
		persistentVolumeClaimReadiness(claim, storageClass),
	PersistentVolume: persistentVolumeReadiness,
	Namespace: namespaceReadiness,
	"CustomResourceDefinition.apiextensions.k8s.io":
		customResourceDefinitionReadiness,
};

/**
 * Whether an object, as the API shows it, is ready; kinds without a rule are, as soon as they exist.
 *
 * @param companions the other objects that `companionsOf` names
 */
export function readiness(object: unknown, companions: unknown[]): Readiness {
	const kind = kindOf(object);
	const rule = kind && RULES[groupKind(kind)];
	return rule ? rule(object, companions) : READY;
}

/** The API path of the other objects that the readiness of this one depends on, if it does. */
export function companionsOf(object: unknown): string | undefined {
	const kind = kindOf(object);
	const name = encodeURIComponent(String(field(object, "metadata", "name")));
	const namespace = field(object, "metadata", "namespace");
	switch (kind && groupKind(kind)) {
		case "Service":
			return needsEndpoints(object)
				? `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3D${name}`
				: undefined;
		case "PersistentVolumeClaim": {
			const storageClass = field(object, "spec", "storageClassName");
			return storageClass
				? `/apis/storage.k8s.io/v1/storageclasses/${storageClass}`
				: undefined;
		}
	}
	return undefined;
}

/**
 * The API path of the Pods that a workload makes (of its latest revision, where that can be told), or undefined for
 * other kinds.
 */
export function podsOf(
	object: unknown,
	options: { latestRevision: boolean },
): string | undefined {
	const kind = kindOf(object);
	if (
		!kind ||
		![
			"StatefulSet.apps",
			"Deployment.apps",
			"DaemonSet.apps",
			"Job.batch",
			"ReplicaSet.apps",
		].includes(groupKind(kind))
	)
		return undefined;
	const revision = field(object, "status", "updateRevision");
	const selector = [
		labelSelector(field(object, "spec", "selector")),
		options.latestRevision && typeof revision === "string" && revision !== ""
			? `controller-revision-hash=${revision}`
			: "",
	]
		.filter((part) => part !== "")
		.join(",");
	return selector === ""
		? undefined
		: `/api/v1/namespaces/${field(object, "metadata", "namespace")}/pods?labelSelector=${encodeURIComponent(selector)}`;
}

/** A LabelSelector in the form that queries use: `a=b,c in (d,e),!f`. */
export function labelSelector(selector: unknown): string {
	const labels = Object.entries(field(selector, "matchLabels") ?? {}).map(
		([name, value]) => `${name}=${value}`,
	);
	const expressions = field(selector, "matchExpressions");
	for (const expression of Array.isArray(expressions) ? expressions : []) {
		const key = field(expression, "key");
		const values = `(${((field(expression, "values") ?? []) as string[]).join(",")})`;
		switch (field(expression, "operator")) {
			case "In":
				labels.push(`${key} in ${values}`);
				break;
			case "NotIn":
				labels.push(`${key} notin ${values}`);
				break;
			case "Exists":
				labels.push(`${key}`);
				break;
			case "DoesNotExist":
				labels.push(`!${key}`);
				break;
		}
	}
	return labels.join(",");
}
