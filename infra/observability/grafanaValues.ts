export const grafanaPort = 3000;
export const grafanaUser = "admin";
/** Secret with the keys admin-user and admin-password. */
export const grafanaSecret = "grafana-admin";
/** ConfigMap with a file for each dashboard. */
export const dashboardsName = "holdfast-dashboards";

/** On Grafana's Pod, and on no other of the release. */
export function grafanaPodLabels(release: string) {
	return {
		"app.kubernetes.io/name": "grafana",
		"app.kubernetes.io/instance": release,
	};
}

/**
 * By which a Grafana with the dashboards' sidecar, such as one that is in the cluster already,
 * knows a dashboard.
 */
export const dashboardLabels = { grafana_dashboard: "1" } as const;

const folder = "holdfast";
const dashboardsFolder = "/var/lib/grafana/dashboards";
/** Of scrapes; the slowest, so that a rate always finds two. */
const scrapeSeconds = 5;

/**
 * Values of Grafana's chart within kube-prometheus-stack. Dashboard and data source are mounted:
 * the chart's sidecars would need rights to read ConfigMaps and Secrets.
 *
 * @param prometheus base URL in the cluster
 */
export function grafanaValues(prometheus: string) {
	const off = { enabled: false };
	return {
		enabled: true,
		admin: {
			existingSecret: grafanaSecret,
			userKey: "admin-user",
			passwordKey: "admin-password",
		},
		// The cluster's own dashboards ask for what isn't scraped here.
		defaultDashboardsEnabled: false,
		sidecar: { dashboards: off, datasources: off },
		rbac: { create: false },
		automountServiceAccountToken: false,
		serviceMonitor: off,
		testFramework: off,
		datasources: {
			"datasources.yaml": {
				apiVersion: 1,
				datasources: [
					{
						name: "Prometheus",
						uid: "prometheus",
						type: "prometheus",
						access: "proxy",
						url: prometheus,
						isDefault: true,
						jsonData: { timeInterval: `${scrapeSeconds}s` },
					},
				],
			},
		},
		dashboardProviders: {
			"dashboardproviders.yaml": {
				apiVersion: 1,
				providers: [
					{
						name: folder,
						folder: "Holdfast",
						type: "file",
						options: { path: `${dashboardsFolder}/${folder}` },
					},
				],
			},
		},
		dashboardsConfigMaps: { [folder]: dashboardsName },
		"grafana.ini": {
			"auth.anonymous": off,
			users: { allow_sign_up: false },
			// It asks nobody outside of the cluster for anything.
			analytics: {
				reporting_enabled: false,
				check_for_updates: false,
				check_for_plugin_updates: false,
			},
			plugins: { preinstall_disabled: true },
			news: { news_feed_enabled: false },
		},
		resources: { requests: { memory: "128Mi", cpu: "20m" } },
	};
}
