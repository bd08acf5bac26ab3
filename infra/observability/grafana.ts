import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/cluster.ts";
import { skipAwait } from "../kubernetes/skipAwait.ts";
import { traitsOf } from "../methods/traits.ts";
import { createSecretText } from "../secrets.ts";
import type { Settings } from "../settings.ts";
import { dashboard } from "./dashboard.ts";
import {
	dashboardLabels,
	dashboardsName,
	grafanaPodLabels,
	grafanaPort,
	grafanaSecret,
	grafanaUser,
} from "./grafanaValues.ts";

/** What has to be there before the chart's Grafana starts. */
export function prepareGrafana({
	cluster,
	settings,
	namespace,
}: {
	cluster: Cluster;
	settings: Settings;
	namespace: pulumi.Output<string>;
}) {
	const options = { provider: cluster.provider };
	const password = createSecretText("grafana-password");
	const secret = new k8s.core.v1.Secret(
		grafanaSecret,
		{
			metadata: { name: grafanaSecret, namespace },
			stringData: { "admin-user": grafanaUser, "admin-password": password },
		},
		options,
	);
	const dashboards = new k8s.core.v1.ConfigMap(
		dashboardsName,
		{
			metadata: { name: dashboardsName, namespace, labels: dashboardLabels },
			data: {
				"holdfast.json": JSON.stringify(
					dashboard({
						groups: traitsOf(settings.mode).scraped.consensus !== undefined,
					}),
				),
			},
		},
		options,
	);
	return { password, resources: [secret, dashboards] };
}

/** A Service whose name is the same whatever the release is called. */
export function createGrafanaService(
	releaseName: string,
	{ cluster, namespace }: { cluster: Cluster; namespace: pulumi.Output<string> },
	dependsOn: pulumi.Resource,
): pulumi.Output<string> {
	const service = new k8s.core.v1.Service(
		"grafana",
		{
			metadata: { name: "grafana", namespace, annotations: skipAwait },
			spec: {
				selector: grafanaPodLabels(releaseName),
				ports: [{ name: "http", port: grafanaPort }],
			},
		},
		{ provider: cluster.provider, dependsOn },
	);
	return pulumi.interpolate`http://${service.spec.clusterIP}:${grafanaPort}`;
}
