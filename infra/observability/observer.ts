import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/index.ts";
import type { Settings } from "../config.ts";
import { namespaces, observerPorts, runAnnotation, runOf } from "../names.ts";
import { restrictedContainer } from "../security.ts";

const name = "observer";
const dataFolder = "/data";

/** The recorder of operation histories, which also watches the application's Pods. */
export function createObserver(args: {
	cluster: Cluster;
	settings: Settings;
	applicationNamespace: pulumi.Output<string>;
	namespace: pulumi.Output<string>;
}) {
	const { cluster, settings, applicationNamespace, namespace } = args;
	const options = { provider: cluster.provider };
	const labels = { "app.kubernetes.io/name": name };
	const account = new k8s.core.v1.ServiceAccount(
		name,
		{
			metadata: { name, namespace },
			automountServiceAccountToken: false,
		},
		options,
	);
	const role = new k8s.rbac.v1.Role(
		"observer",
		{
			metadata: { name, namespace: applicationNamespace },
			rules: [
				{ apiGroups: [""], resources: ["pods"], verbs: ["list", "watch"] },
			],
		},
		options,
	);
	const binding = new k8s.rbac.v1.RoleBinding(
		"observer",
		{
			metadata: { name, namespace: applicationNamespace },
			roleRef: {
				apiGroup: "rbac.authorization.k8s.io",
				kind: "Role",
				name: role.metadata.name,
			},
			subjects: [
				{ kind: "ServiceAccount", name: account.metadata.name, namespace },
			],
		},
		options,
	);
	new k8s.apps.v1.Deployment(
		name,
		{
			metadata: {
				name,
				namespace,
				annotations: { [runAnnotation]: runOf(settings, cluster) },
			},
			spec: {
				replicas: 1,
				strategy: { type: "Recreate" },
				selector: { matchLabels: labels },
				template: {
					metadata: { labels },
					spec: {
						serviceAccountName: account.metadata.name,
						automountServiceAccountToken: true,
						terminationGracePeriodSeconds: 1,
						containers: [
							{
								name,
								image: cluster.images.observer.reference,
								env: [
									{ name: "DATA_DIR", value: dataFolder },
									{ name: "WATCH_NAMESPACE", value: applicationNamespace },
									{ name: "STREAM_PORT", value: String(observerPorts.stream) },
									{ name: "HTTP_PORT", value: String(observerPorts.http) },
								],
								ports: [
									{ name: "stream", containerPort: observerPorts.stream },
									{ name: "http", containerPort: observerPorts.http },
								],
								readinessProbe: {
									httpGet: { path: "/readyz", port: "http" },
									periodSeconds: 1,
								},
								volumeMounts: [{ name: "data", mountPath: dataFolder }],
								resources: { requests: { memory: "128Mi", cpu: "20m" } },
								securityContext: restrictedContainer,
							},
						],
						securityContext: { fsGroup: 65532 },
						volumes: [{ name: "data", emptyDir: {} }],
					},
				},
			},
		},
		{
			...options,
			dependsOn: binding,
			replaceOnChanges: ["metadata.annotations"],
			deleteBeforeReplace: true,
		},
	);
	const service = new k8s.core.v1.Service(
		name,
		{
			metadata: { name, namespace },
			spec: {
				selector: labels,
				ports: [
					{ name: "stream", port: observerPorts.stream },
					{ name: "http", port: observerPorts.http },
				],
			},
		},
		options,
	);
	return {
		recorder: `${name}.${namespaces.observability}:${observerPorts.stream}`,
		observerUrl: pulumi.interpolate`http://${service.spec.clusterIP}:${observerPorts.http}`,
	};
}
