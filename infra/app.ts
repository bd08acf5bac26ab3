import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "./cluster/cluster.ts";
import type { Settings } from "./config.ts";
import { spreadOverNodes } from "./kubernetes/spread.ts";
import type { Method } from "./methods/method.ts";
import { applicationPort, replicaLabels, statesLabel } from "./names.ts";
import type { Observability } from "./observability/index.ts";
import { imageUser, restrictedContainer } from "./security.ts";

/** The stateful replicas `pod-0` … `pod-(n-1)`, and the Service that gives each a name of its own. */
export function createApplication(args: {
	cluster: Cluster;
	settings: Settings;
	namespace: pulumi.Output<string>;
	method: Method;
	observability: Observability;
}): k8s.apps.v1.StatefulSet {
	const { cluster, settings, namespace, method, observability } = args;
	const options = { provider: cluster.provider };
	// When the states start from nothing, the replicas must have gone before, or they would write what they remember
	// into the new store. A selector can't be changed, so a new value here makes exactly that happen.
	const labels = { ...replicaLabels, [statesLabel]: method.incarnation };
	const service = new k8s.core.v1.Service(
		"replicas",
		{
			metadata: { name: "replicas", namespace },
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
	return new k8s.apps.v1.StatefulSet(
		"pod",
		{
			metadata: {
				name: "pod",
				namespace,
			},
			spec: {
				replicas: settings.replicas,
				serviceName: service.metadata.name,
				podManagementPolicy: "Parallel",
				selector: { matchLabels: labels },
				template: {
					metadata: { labels },
					spec: {
						automountServiceAccountToken: false,
						enableServiceLinks: false,
						terminationGracePeriodSeconds: 5,
						topologySpreadConstraints: spreadOverNodes(labels),
						// The group of every image's user, so that containers can share a volume.
						securityContext: { fsGroup: imageUser },
						// Restartable init containers are Kubernetes' sidecars: there before the application, and gone after it.
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
										valueFrom: { fieldRef: { fieldPath: "metadata.name" } },
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
							},
						],
					},
				},
			},
		},
		{ ...options, deleteBeforeReplace: true },
	);
}
