import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { Cluster } from "../cluster/cluster.ts";
import { createSingleton } from "../kubernetes/singleton.ts";
import { prometheusPort } from "../names.ts";
import type { Settings } from "../settings.ts";
import { scrapedPods, slowScrapeIntervalSeconds } from "./scraped.ts";

const name = "prometheus";
const accountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";
/** The image's user, who has to be able to write to the volume. */
const group = 65_534;

/** The bare Prometheus server, for platforms without Helm charts. */
export function createPrometheus(args: { cluster: Cluster; settings: Settings; namespace: pulumi.Output<string> }) {
	const { cluster, settings, namespace } = args;
	const options = { provider: cluster.provider };
	const account = new k8s.core.v1.ServiceAccount(
		name,
		{ metadata: { name, namespace }, automountServiceAccountToken: false },
		options,
	);
	const readKubelet = new k8s.rbac.v1.ClusterRole(
		"prometheus-kubelet",
		{
			metadata: { name: "holdfast:prometheus" },
			rules: [{ apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] }],
		},
		options,
	);
	const mayReadKubelet = new k8s.rbac.v1.ClusterRoleBinding(
		"prometheus-kubelet",
		{
			metadata: { name: "holdfast:prometheus" },
			roleRef: {
				apiGroup: "rbac.authorization.k8s.io",
				kind: "ClusterRole",
				name: readKubelet.metadata.name,
			},
			subjects: [{ kind: "ServiceAccount", name: account.metadata.name, namespace }],
		},
		options,
	);
	const configuration = new k8s.core.v1.ConfigMap(
		name,
		{
			metadata: { name, namespace },
			data: {
				"prometheus.yml": stringify(prometheusConfig(settings, cluster)),
			},
		},
		options,
	);
	const { service } = createSingleton(name, {
		cluster,
		namespace,
		image: cluster.images.prometheus.reference,
		ports: { http: prometheusPort },
		readinessPath: "/-/ready",
		requests: { memory: "128Mi", cpu: "50m" },
		container: {
			args: [
				"--config.file=/etc/prometheus/prometheus.yml",
				"--storage.tsdb.path=/data",
				`--web.listen-address=:${prometheusPort}`,
			],
			volumeMounts: [
				{ name: "config", mountPath: "/etc/prometheus" },
				{ name: "data", mountPath: "/data" },
			],
		},
		pod: {
			serviceAccountName: account.metadata.name,
			automountServiceAccountToken: true,
			securityContext: { fsGroup: group },
			volumes: [
				{ name: "config", configMap: { name: configuration.metadata.name } },
				{ name: "data", emptyDir: {} },
			],
		},
		dependsOn: mayReadKubelet,
	});
	return {
		prometheusUrl: pulumi.interpolate`http://${service.spec.clusterIP}:${prometheusPort}`,
	};
}

/** Whom the server asks, how often, and how it calls them. */
export function prometheusConfig(
	settings: Pick<Settings, "mode" | "protocol" | "replicas" | "members">,
	{ kubelets, namespaces }: Pick<Cluster, "kubelets" | "namespaces">,
) {
	return {
		scrape_configs: [
			...scrapedPods(settings).flatMap(({ prefix, service, count, containers }) =>
				containers.map(({ container, port, interval }) => ({
					job_name: `${prefix}-${container}`,
					scrape_interval: interval,
					scrape_timeout: interval,
					// The Pods' names are known, and stay theirs whichever Pod bears them: nothing needs to
					// be discovered.
					static_configs: Array.from({ length: count }, (_, i) => ({
						targets: [`${prefix}-${i}.${service}.${namespaces.application}:${port}`],
						labels: { pod: `${prefix}-${i}`, container },
					})),
					honor_labels: true,
				})),
			),
			{
				job_name: "kubelet",
				scrape_interval: `${slowScrapeIntervalSeconds}s`,
				scrape_timeout: `${slowScrapeIntervalSeconds}s`,
				scheme: "https",
				metrics_path: "/metrics/resource",
				authorization: { credentials_file: `${accountFolder}/token` },
				tls_config: { ca_file: `${accountFolder}/ca.crt` },
				static_configs: [{ targets: kubelets }],
				honor_labels: true,
			},
		],
	};
}
