import type { Namespaces } from "../names.ts";
import type { grafanaValues } from "./grafanaValues.ts";
import { slowScrapeIntervalSeconds } from "./scraped.ts";

/** The chart cuts names off after so many characters. */
const longestName = 26;

/**
 * Name of the release and prefix of everything that it makes, also in the whole cluster: one for
 * each stack.
 */
export function stackReleaseName(stack: string): string {
	return `holdfast-${stack}`.slice(0, longestName);
}

/** On the Pods of the Prometheus that the operator makes. */
export function prometheusPodLabels(release: string) {
	return {
		"app.kubernetes.io/name": "prometheus",
		"operator.prometheus.io/name": `${release}-prometheus`,
	};
}

/**
 * Values of the chart kube-prometheus-stack: operator, Prometheus, the kubelets and
 * kube-state-metrics, and nothing else but Grafana.
 *
 * @param grafana null: there is none
 */
export function stackValues(release: string, namespaces: Namespaces, grafana: ReturnType<typeof grafanaValues> | null) {
	const off = { enabled: false };
	const interval = `${slowScrapeIntervalSeconds}s`;
	return {
		fullnameOverride: release,
		defaultRules: { create: false },
		alertmanager: off,
		grafana: grafana ?? off,
		nodeExporter: off,
		kubeApiServer: off,
		kubeControllerManager: off,
		kubeScheduler: off,
		kubeEtcd: off,
		kubeProxy: off,
		coreDns: off,
		kubeStateMetrics: { enabled: true },
		"kube-state-metrics": {
			// It would read all of the cluster, its Secrets included.
			namespaces: namespaces.application,
			collectors: ["pods", "statefulsets"],
			rbac: { useClusterRole: false },
		},
		kubelet: {
			enabled: true,
			namespace: namespaces.observability,
			serviceMonitor: {
				interval,
				// Containers' memory and processor time, with the labels that the native platform's
				// Prometheus has.
				resource: true,
				resourcePath: "/metrics/resource",
				kubelet: false,
				cAdvisor: false,
				probes: false,
			},
		},
		prometheusOperator: {
			// It looks at no other namespace, so that one that is there already isn't disturbed.
			namespaces: {
				releaseNamespace: true,
				additional: [namespaces.application],
			},
			// The operator itself makes this Service and its endpoints, of which Helm knows nothing: in
			// the stack's own namespace they go with that.
			kubeletService: {
				enabled: true,
				namespace: namespaces.observability,
				name: `${release}-kubelet`,
			},
			admissionWebhooks: off,
			tls: off,
			// Two operators that see all namespaces would both tend the same Prometheus: each takes only
			// its own by this.
			extraArgs: [`--controller-id=${release}`],
			serviceMonitor: { selfMonitor: false },
		},
		prometheus: {
			annotations: { "operator.prometheus.io/controller-id": release },
			serviceMonitor: { selfMonitor: false },
			prometheusSpec: {
				// Otherwise only PodMonitors with the release's label would be seen.
				podMonitorSelectorNilUsesHelmValues: false,
				podMonitorNamespaceSelector: {
					matchLabels: {
						"kubernetes.io/metadata.name": namespaces.application,
					},
				},
				replicas: 1,
				retention: "1d",
				scrapeInterval: interval,
				resources: { requests: { memory: "256Mi", cpu: "50m" } },
			},
		},
	};
}
