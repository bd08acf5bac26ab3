import type { Change } from "../provider/changes.ts";
import { field, isObject, UNKNOWN } from "../provider/values.ts";
import { type GroupVersionKind, groupKind, kindOf } from "./kinds.ts";
import { isAutonamed } from "./names.ts";

/** Fields that can't be changed on an existing object; whatever lies below one of them can't either. */
const IMMUTABLE: Record<string, string[]> = {
	"Deployment.apps": ["spec.selector"],
	"ReplicaSet.apps": ["spec.selector"],
	"DaemonSet.apps": ["spec.selector"],
	"Job.batch": [
		"spec.completionMode",
		"spec.completions",
		"spec.selector",
		"spec.template",
	],
	"ClusterRoleBinding.rbac.authorization.k8s.io": ["roleRef"],
	"RoleBinding.rbac.authorization.k8s.io": ["roleRef"],
	"StorageClass.storage.k8s.io": [
		"parameters",
		"provisioner",
		"reclaimPolicy",
		"volumeBindingMode",
	],
	PersistentVolumeClaim: [
		"spec.accessModes",
		"spec.selector",
		"spec.storageClassName",
		"spec.volumeMode",
		"spec.volumeName",
	],
	Secret: ["type"],
};

/** Kinds whose spec can be changed in these fields only. */
const MUTABLE_SPEC: Record<string, string[]> = {
	// As the API server says when it forbids an update.
	"StatefulSet.apps": [
		"replicas",
		"ordinals",
		"template",
		"updateStrategy",
		"revisionHistoryLimit",
		"persistentVolumeClaimRetentionPolicy",
		"minReadySeconds",
	],
	Pod: ["activeDeadlineSeconds", "tolerations"],
};

const SEALABLE = ["data", "stringData", "binaryData"];

/**
 * Which changes need a new object instead of an update.
 *
 * @param old the object's inputs, and what the cluster made of them
 */
export function needsReplacement(
	old: { inputs: unknown; outputs: unknown },
	next: unknown,
): (change: Change) => boolean {
	const kind = kindOf(old.inputs) ?? kindOf(old.outputs);
	if (kind === undefined) return () => false;
	const moves = movesObject(old, next);
	const sealed =
		["ConfigMap", "Secret"].includes(groupKind(kind)) &&
		field(old.inputs, "immutable") === true;
	return (change) => {
		const { path } = change;
		const [first, second] = path;
		if (moves(change)) return true;
		if (sealed && (SEALABLE.includes(String(first)) || first === "immutable"))
			return true;
		const mutable = MUTABLE_SPEC[groupKind(kind)];
		if (mutable && first === "spec") {
			if (second === undefined || !mutable.includes(String(second))) {
				const image = groupKind(kind) === "Pod" && path.at(-1) === "image";
				return !image;
			}
			return false;
		}
		return (IMMUTABLE[groupKind(kind)] ?? []).some((field) =>
			field.split(".").every((step, index) => path[index] === step),
		);
	};
}

/**
 * Which changes make it another object, whatever the API server would say to an update: another kind, name or namespace, and a
 * Service's other address, which it may accept and then not give.
 *
 * @param old the object's inputs, and what the cluster made of them
 */
export function movesObject(
	old: { inputs: unknown; outputs: unknown },
	next: unknown,
): (change: Change) => boolean {
	const kind = kindOf(old.inputs) ?? kindOf(old.outputs);
	if (kind === undefined) return () => false;
	const moved = kindMoved(kind, next);
	return ({ path: [first, second] }) => {
		if (first === "kind" || first === "apiVersion") return moved;
		if (first === "metadata")
			return second === "name" || second === "namespace";
		return (
			groupKind(kind) === "Service" &&
			first === "spec" &&
			second === "clusterIP" &&
			clusterIpMoves(old, next)
		);
	};
}

/** Another group or kind is another object; another version of the same group is the same object. */
function kindMoved(kind: GroupVersionKind, next: unknown): boolean {
	const now = kindOf(next);
	return now === undefined || groupKind(now) !== groupKind(kind);
}

/**
 * A Service keeps the address it was given when the inputs stop naming it, so only these are moves: to another address than
 * it has, to or from none at all ("None", headless).
 */
function clusterIpMoves(
	old: { inputs: unknown; outputs: unknown },
	next: unknown,
): boolean {
	const wanted = field(next, "spec", "clusterIP");
	const had =
		field(old.outputs, "spec", "clusterIP") ??
		field(old.inputs, "spec", "clusterIP");
	if (wanted === undefined || wanted === null || wanted === "")
		return had === "None";
	return wanted !== had;
}

/** Whether the old object stands in its replacement's way: same place, same name, and the name was not made up. */
export function standsInTheWay(
	oldInputs: unknown,
	newInputs: unknown,
): boolean {
	const same = (name: string) => {
		const before = field(oldInputs, "metadata", name);
		const after = field(newInputs, "metadata", name);
		return before === after || after === UNKNOWN;
	};
	return (
		!isAutonamed(newInputs) &&
		isObject(field(newInputs, "metadata")) &&
		same("name") &&
		same("namespace")
	);
}
