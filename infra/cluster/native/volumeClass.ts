import { defaultClassAnnotation } from "../existing/storage.ts";
import type { Api } from "./apiClient.ts";
import { credentials } from "./components.ts";
import { localVolumeClass, volumeProvisionerName } from "./volumeNames.ts";

const storage = "storage.k8s.io";
const rbac = "rbac.authorization.k8s.io";
const provisioner = "holdfast:local-volumes";

/**
 * The class, and the rights of who makes its volumes: to see what is claimed, to keep volumes, to
 * say what it did.
 */
export const volumeObjects = {
	[`/apis/${storage}/v1/storageclasses`]: {
		apiVersion: `${storage}/v1`,
		kind: "StorageClass",
		metadata: {
			name: localVolumeClass,
			annotations: { [defaultClassAnnotation]: "true" },
		},
		provisioner: volumeProvisionerName,
		reclaimPolicy: "Delete",
		// A folder is on the node that was chosen for the Pod, and keeps it there from then on.
		volumeBindingMode: "WaitForFirstConsumer",
	},
	[`/apis/${rbac}/v1/clusterroles`]: {
		apiVersion: `${rbac}/v1`,
		kind: "ClusterRole",
		metadata: { name: provisioner },
		rules: [
			{
				apiGroups: [""],
				resources: ["persistentvolumes"],
				verbs: ["get", "list", "watch", "create", "delete"],
			},
			{
				apiGroups: [""],
				resources: ["persistentvolumeclaims"],
				verbs: ["get", "list", "watch"],
			},
			{
				apiGroups: [storage],
				resources: ["storageclasses"],
				verbs: ["get", "list", "watch"],
			},
			{ apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
		],
	},
	[`/apis/${rbac}/v1/clusterrolebindings`]: {
		apiVersion: `${rbac}/v1`,
		kind: "ClusterRoleBinding",
		metadata: { name: provisioner },
		roleRef: { apiGroup: rbac, kind: "ClusterRole", name: provisioner },
		subjects: [
			{
				apiGroup: rbac,
				kind: "User",
				name: credentials["local-volumes"].user,
			},
		],
	},
} as const;

/**
 * Lets claims be made of the cluster.
 *
 * @throws Error when the API server refuses
 */
export async function offerVolumes(api: Api): Promise<void> {
	const answers = await Promise.all(
		Object.entries(volumeObjects).map(async ([path, object]) => ({
			kind: object.kind,
			status: (await api("POST", path, object)).status,
		})),
	);
	for (const { kind, status } of answers) {
		if (status !== 201) {
			throw new Error(`The API server refused the ${kind} of the local volumes (${status}).`);
		}
	}
}
