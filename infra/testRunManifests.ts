import { type Description, type Lab, labOf } from "../k6/labDescription.ts";
import type { Variables } from "../k6/variables.ts";
import type { Load } from "../schema/protocol.ts";
import { loadNamespace } from "./names.ts";
import { restrictedContainer, restrictedNamespace } from "./security.ts";

/** On how many machines' worth of k6 a load is spread, and what it runs. */
export interface Spread {
	/** k6 processes, each with its share of the clients; 1 or more. */
	parallelism: number;
	/** Image of k6. */
	image: string;
	/** Image of what tells all k6 processes to begin. */
	starterImage: string;
}

/** Of the operator that the manifest is written for. */
export const operatorVersion = "v1.6.0";

const name = "load";
const script = "load.js";
/** Where the operator mounts the ConfigMap with the script. */
const scriptFolder = "/test";
const accountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";
/** `k6` in k6's image, and `curl`'s in the starter's. */
const k6User = 12_345;
const starterUser = 65_532;

/**
 * What the k6 operator needs to put the load on a laboratory that is up: a namespace of its own,
 * beside what is measured; an account that may look at the replicas' Pods and nothing else; the
 * script; and the TestRun (k6.io/v1alpha1, of operator v1.6.0). The one secret in it is the token
 * with which the observer takes what clients read, and nothing else.
 *
 * @param bundle the script `load.ts`, in one file
 * @param load of each state, as the variables say
 * @throws Error with one sentence when the clients can't be shared out evenly
 */
export function testRunManifests(
	description: Description,
	bundle: string,
	{ load, variables }: { load: Load; variables: Variables },
	{ parallelism, image, starterImage }: Spread,
): object[] {
	if (load.clients % parallelism !== 0) {
		throw new Error(
			`The ${load.clients} clients of each state can't be shared out evenly among ${parallelism} k6 processes: set CLIENTS to a multiple of ${parallelism}, such as -e CLIENTS=${nextMultiple(load.clients, parallelism)}.`,
		);
	}
	// Not looked at: the Pods have tokens of their own.
	const lab = labOf(description, { token: "none", observerToken: null });
	const namespace = loadNamespace(lab.namespace);
	const labels = {
		"app.kubernetes.io/name": name,
		"app.kubernetes.io/part-of": "holdfast",
	};
	const metadata = { name, namespace, labels };
	const inApplication = { name, namespace: lab.namespace, labels };
	return [
		{
			apiVersion: "v1",
			kind: "Namespace",
			metadata: {
				name: namespace,
				labels: { ...labels, ...restrictedNamespace },
			},
		},
		{ apiVersion: "v1", kind: "ServiceAccount", metadata },
		{
			apiVersion: "v1",
			kind: "Secret",
			metadata,
			stringData: { observer: description.text("observerTokens.clients") },
		},
		{
			apiVersion: "rbac.authorization.k8s.io/v1",
			kind: "Role",
			metadata: inApplication,
			rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] }],
		},
		{
			apiVersion: "rbac.authorization.k8s.io/v1",
			kind: "RoleBinding",
			metadata: inApplication,
			roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
			subjects: [{ kind: "ServiceAccount", name, namespace }],
		},
		{
			apiVersion: "v1",
			kind: "ConfigMap",
			metadata,
			data: {
				[script]: bundle,
				"lab.json": JSON.stringify(labInCluster(lab, description)),
			},
		},
		{
			apiVersion: "k6.io/v1alpha1",
			kind: "TestRun",
			metadata,
			spec: {
				parallelism,
				script: { configMap: { name, file: script } },
				runner: {
					image,
					serviceAccountName: name,
					env: [
						{
							name: "HOLDFAST_OBSERVER_TOKEN",
							valueFrom: { secretKeyRef: { name, key: "observer" } },
						},
						...Object.entries({
							HOLDFAST_LAB: `${scriptFolder}/lab.json`,
							HOLDFAST_TOKEN: `${accountFolder}/token`,
							SSL_CERT_FILE: `${accountFolder}/ca.crt`,
							K6_NO_USAGE_REPORT: "true",
							K6_AUTO_EXTENSION_RESOLUTION: "false",
							...variables,
						}).map(([name, value]) => ({ name, value })),
					],
					...restrictedPod(k6User),
					resources: { requests: { cpu: "250m", memory: "256Mi" } },
					topologySpreadConstraints: [
						{
							maxSkew: 1,
							topologyKey: "kubernetes.io/hostname",
							whenUnsatisfiable: "ScheduleAnyway",
							labelSelector: {
								matchLabels: { app: "k6", k6_cr: name, runner: "true" },
							},
						},
					],
				},
				starter: {
					image: starterImage,
					// A text, as the operator wants it.
					automountServiceAccountToken: "false",
					...restrictedPod(starterUser),
				},
			},
		},
	];
}

/**
 * What the restricted profile asks for; k6 writes to `/tmp`, so its file system isn't read-only.
 */
function restrictedPod(user: number) {
	const { allowPrivilegeEscalation, capabilities, seccompProfile } = restrictedContainer;
	return {
		securityContext: { runAsNonRoot: true, runAsUser: user, seccompProfile },
		containerSecurityContext: { allowPrivilegeEscalation, capabilities },
	};
}

/** The laboratory as a Pod of its cluster sees it, without what only chaos needs. */
function labInCluster(
	{ stack, run, mode, namespace, replicas, seed, system, observer }: Lab,
	description: Description,
) {
	return {
		...{ stack, run, mode, namespace, replicas, seed, system, observer },
		kubernetes: { server: "https://kubernetes.default.svc" },
		...(description.has("protocol.load") && {
			protocol: { load: description.object("protocol.load") },
		}),
	};
}

function nextMultiple(value: number, of: number): number {
	return Math.ceil(value / of) * of;
}
