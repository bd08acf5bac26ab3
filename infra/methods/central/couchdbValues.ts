import { spreadOverNodes } from "../../kubernetes/spread.ts";
import { hostnameLabel } from "../../names.ts";
import type { Settings } from "../../settings.ts";
import { storeName } from "./store.ts";

export const couchdbVersion = "3.5.0";

/**
 * Database replicas, each of which has a copy of every document: the number that the application
 * asks when it must be sure that there is none.
 */
export const storeNodes = 3;

/** On each database replica's Pod. */
export const storePodLabels = { "app.kubernetes.io/name": storeName } as const;

/** `couchdb` in CouchDB's image. */
const couchdbUser = 5984;

/** Values of CouchDB's chart 4.6.2 (values.yaml of apache/couchdb-helm). */
export function storeValues<Text = string>({
	secretName,
	uuid,
	storage,
	storageClass,
	onlyImage,
	node,
}: Pick<Settings, "storage" | "storageClass"> & {
	/** Secret with the keys adminUsername, adminPassword, cookieAuthSecret and erlangCookie. */
	secretName: Text;
	/** 32 hexadecimal digits. */
	uuid: Text;
	/**
	 * CouchDB's, on a cluster that can pull no others; the cluster is then finished by whoever makes
	 * the database.
	 */
	onlyImage?: { repository: Text; tag: Text };
	/** Name of the node that it is to run on; absent: any. */
	node?: string;
}) {
	return {
		clusterSize: storeNodes,
		image: onlyImage ?? { repository: "couchdb", tag: couchdbVersion },
		// The chart would take whatever is the latest. It needs a shell and cp, which CouchDB's own
		// image has, too.
		initImage: {
			...(onlyImage ?? { repository: "busybox", tag: "1.37.0" }),
			pullPolicy: "IfNotPresent",
		},
		...(node !== undefined && { nodeSelector: { [hostnameLabel]: node } }),
		autoSetup: {
			enabled: onlyImage === undefined,
			image: {
				repository: "curlimages/curl",
				tag: "8.11.1",
				pullPolicy: "IfNotPresent",
			},
			// Finishing the cluster makes what it needs; \`_global_changes\` would write each update a
			// second time.
			defaultDatabases: [] as string[],
		},
		// Two database replicas that leave at once take acknowledged updates with them.
		podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
		// The chart's own Secret gets new random texts with each update, which restarts the database.
		createAdminSecret: false,
		extraSecretName: secretName,
		couchdbConfig: { couchdb: { uuid } },
		labels: storePodLabels,
		persistentVolume:
			storage === "volumes"
				? {
						enabled: true,
						size: "1Gi",
						...(storageClass && { storageClass }),
					}
				: { enabled: false },
		// Nothing stays behind.
		persistentVolumeClaimRetentionPolicy: {
			enabled: true,
			whenScaled: "Delete",
			whenDeleted: "Delete",
		},
		topologySpreadConstraints: spreadOverNodes(storePodLabels),
		// What the restricted profile of the namespace asks for.
		podSecurityContext: {
			runAsNonRoot: true,
			runAsUser: couchdbUser,
			runAsGroup: couchdbUser,
			fsGroup: couchdbUser,
			seccompProfile: { type: "RuntimeDefault" },
		},
		containerSecurityContext: {
			allowPrivilegeEscalation: false,
			capabilities: { drop: ["ALL"] },
		},
		resources: { requests: { memory: "128Mi", cpu: "50m" } },
		readinessProbe: { periodSeconds: 1 },
	};
}
