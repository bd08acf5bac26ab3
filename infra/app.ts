import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "./cluster/cluster.ts";
import { podField } from "./kubernetes/podField.ts";
import { skipAwait } from "./kubernetes/skipAwait.ts";
import { spreadOverNodes } from "./kubernetes/spread.ts";
import type { Method } from "./methods/method.ts";
import { traitsOf } from "./methods/traits.ts";
import {
	applicationPort,
	hostnameLabel,
	podIndexLabel,
	replicaLabels,
	setLabel,
	standbyName,
	statesLabel,
} from "./names.ts";
import type { Observability } from "./observability/observability.ts";
import { imageUser, restrictedContainer } from "./security.ts";
import type { Settings } from "./settings.ts";

interface ApplicationArgs {
	cluster: Cluster;
	settings: Settings;
	namespace: pulumi.Output<string>;
	method: Method;
	observability: Observability;
}

/**
 * The stateful replicas `pod-0` … `pod-(n-1)`, in the mode that has them also `standby-0` …
 * `standby-(n-1)`, and the Service that gives each a name of its own.
 *
 * @returns the last StatefulSet: once it is ready, all are
 */
export function createApplication(args: ApplicationArgs): k8s.apps.v1.StatefulSet {
	const { cluster, settings, namespace, method } = args;
	const options = { provider: cluster.provider };
	// When the states start from nothing, the replicas must have gone before, or they would write
	// what they remember into the new store. A selector can't be changed, so a new value here makes
	// exactly that happen.
	const labels = { ...replicaLabels, [statesLabel]: method.incarnation };
	const service = new k8s.core.v1.Service(
		"replicas",
		{
			metadata: { name: "replicas", namespace, annotations: skipAwait },
			spec: {
				clusterIP: "None",
				selector: replicaLabels,
				ports: [{ name: "http", port: applicationPort }],
				// A replica that isn't ready yet is exactly what one wants to look at.
				publishNotReadyAddresses: true,
			},
		},
		options,
	);
	const { standbys } = traitsOf(settings.mode);
	const serviceName = service.metadata.name;
	if (!standbys) return createReplicas(args, { name: "pod", labels, serviceName });
	const inSet = (name: string) => ({
		name,
		labels: { ...labels, [setLabel]: name },
		serviceName,
		affinity: apartFromTwin,
	});
	// The first of an identity's Pods is its first active one, so it needn't wait for the other.
	const first = createReplicas(args, inSet("pod"));
	return createReplicas(args, { ...inSet(standbyName), after: first });
}

/**
 * The two Pods of an identity, which have the same ordinal, are on two nodes where there are two.
 */
const apartFromTwin: k8s.types.input.core.v1.Affinity = {
	podAntiAffinity: {
		preferredDuringSchedulingIgnoredDuringExecution: [
			{
				weight: 100,
				podAffinityTerm: {
					topologyKey: hostnameLabel,
					labelSelector: { matchLabels: replicaLabels },
					matchLabelKeys: [podIndexLabel],
				},
			},
		],
	},
};

interface ReplicasArgs {
	/** Pod i is called `<name>-i`. */
	name: string;
	labels: Record<string, pulumi.Input<string>>;
	serviceName: pulumi.Input<string>;
	affinity?: k8s.types.input.core.v1.Affinity;
	/** What must be there before. */
	after?: pulumi.Resource;
}

function createReplicas(
	{ cluster, settings, namespace, method, observability }: ApplicationArgs,
	{ name, labels, serviceName, affinity, after }: ReplicasArgs,
): k8s.apps.v1.StatefulSet {
	return new k8s.apps.v1.StatefulSet(
		name,
		{
			metadata: { name, namespace },
			spec: {
				replicas: settings.replicas,
				serviceName,
				podManagementPolicy: "Parallel",
				selector: { matchLabels: labels },
				...(method.volumeClaims && {
					volumeClaimTemplates: method.volumeClaims,
					// Another run begins with nothing.
					persistentVolumeClaimRetentionPolicy: {
						whenDeleted: "Delete",
						whenScaled: "Retain",
					},
				}),
				template: {
					metadata: { labels },
					spec: {
						automountServiceAccountToken: false,
						enableServiceLinks: false,
						terminationGracePeriodSeconds: 5,
						topologySpreadConstraints: spreadOverNodes(labels),
						...(affinity && { affinity }),
						// The group of every image's user, so that containers can share a volume.
						securityContext: { fsGroup: imageUser },
						// Restartable init containers are Kubernetes' sidecars: there before the application,
						// and gone after it.
						initContainers: method.sidecars.map((sidecar) => ({
							restartPolicy: "Always",
							...sidecar,
						})),
						volumes: method.volumes,
						containers: [
							{
								name: "app",
								image: cluster.images.app.reference,
								env: [
									{
										name: "POD_NAME",
										valueFrom: podField("metadata.name"),
									},
									{
										name: "MODE",
										value: method.applicationMode ?? settings.mode,
									},
									{ name: "REPLICAS", value: String(settings.replicas) },
									{
										name: "INTERVAL_SECONDS",
										value: String(settings.intervalSeconds),
									},
									{ name: "SEED", value: String(settings.seed) },
									{ name: "PORT", value: String(applicationPort) },
									{
										name: "RECORDER",
										value: settings.recording ? observability.recorder : "",
									},
									{
										name: "RECORDER_TOKEN",
										valueFrom: observability.tokens.of("application"),
									},
									...method.environment,
								],
								ports: [{ name: "http", containerPort: applicationPort }],
								readinessProbe: {
									httpGet: { path: "/readyz", port: "http" },
									periodSeconds: 1,
								},
								livenessProbe: {
									httpGet: { path: "/livez", port: "http" },
									periodSeconds: 5,
									failureThreshold: 3,
								},
								resources: { requests: { memory: "64Mi", cpu: "10m" } },
								securityContext: restrictedContainer,
								...(method.mounts && { volumeMounts: method.mounts }),
							},
						],
					},
				},
			},
		},
		{
			provider: cluster.provider,
			deleteBeforeReplace: true,
			...(after && { dependsOn: after }),
		},
	);
}
