import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { chartArgs } from "../charts/args.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { prometheusPort } from "../names.ts";
import type { Settings } from "../settings.ts";
import { createGrafanaService, prepareGrafana } from "./grafana.ts";
import { grafanaValues } from "./grafanaValues.ts";
import type { Grafana } from "./observability.ts";
import { type ScrapedContainer, scrapedPods } from "./scraped.ts";
import { prometheusPodLabels, stackReleaseName, stackValues } from "./stackValues.ts";

const releaseSeconds = 600;

/** Prometheus as clusters have it: its operator, by the chart kube-prometheus-stack. */
export function createPrometheusStack(args: {
	cluster: Cluster;
	settings: Settings;
	applicationNamespace: pulumi.Output<string>;
	namespace: pulumi.Output<string>;
}): { prometheusUrl: pulumi.Output<string>; grafana: Grafana | null } {
	const { cluster, settings, applicationNamespace, namespace } = args;
	const options = { provider: cluster.provider };
	const name = stackReleaseName(settings.stack);
	const prepared = settings.grafana ? prepareGrafana(args) : null;
	const release = new k8s.helm.v3.Release(
		"prometheus",
		{
			...chartArgs("prometheus", settings.charts.prometheus),
			name,
			namespace,
			timeout: releaseSeconds,
			// The chart makes a Role in the application's namespace, which therefore has to be there.
			values: applicationNamespace.apply(() =>
				stackValues(
					name,
					cluster.namespaces,
					prepared && grafanaValues(`http://prometheus.${cluster.namespaces.observability}:${prometheusPort}`),
				),
			),
		},
		{ ...options, dependsOn: prepared?.resources ?? [] },
	);
	// Pods of one Service are found by the same labels, in however many StatefulSets they are.
	const byService = new Map(scrapedPods(settings).map((pods) => [pods.service, pods]));
	for (const { service, labels, containers } of byService.values()) {
		new k8s.apiextensions.CustomResource(
			`${service}-monitor`,
			{
				apiVersion: "monitoring.coreos.com/v1",
				kind: "PodMonitor",
				metadata: { name: service, namespace: applicationNamespace },
				spec: {
					selector: { matchLabels: labels },
					podMetricsEndpoints: containers.map(endpoint),
				},
			},
			// Its definition comes with the chart.
			{ ...options, dependsOn: release },
		);
	}
	const service = new k8s.core.v1.Service(
		"prometheus",
		{
			metadata: { name: "prometheus", namespace },
			spec: {
				selector: prometheusPodLabels(name),
				ports: [{ name: "http", port: prometheusPort }],
			},
		},
		{ ...options, dependsOn: release },
	);
	return {
		prometheusUrl: pulumi.interpolate`http://${service.spec.clusterIP}:${prometheusPort}`,
		grafana: prepared && {
			url: createGrafanaService(name, args, release),
			password: prepared.password,
		},
	};
}

function endpoint({ port, interval }: ScrapedContainer) {
	return {
		portNumber: port,
		path: "/metrics",
		interval,
		scrapeTimeout: interval,
		honorLabels: true,
	};
}
