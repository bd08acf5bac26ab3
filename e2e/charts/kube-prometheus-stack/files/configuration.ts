/** What is looked at of a PodMonitor (monitoring.coreos.com/v1). */
export interface PodMonitor {
	metadata: { name: string; namespace: string };
	spec: {
		selector: { matchLabels?: Record<string, string> };
		podMetricsEndpoints?: PodMetricsEndpoint[];
	};
}

interface PodMetricsEndpoint {
	portNumber?: number;
	path?: string;
	interval?: string;
	scrapeTimeout?: string;
	honorLabels?: boolean;
}

/** How the kubelets are asked. */
export interface KubeletJob {
	/** As Prometheus writes it, such as `5s`. */
	interval: string;
	path: string;
}

const account = "/var/run/secrets/kubernetes.io/serviceaccount";
export const kubeletTargets = "kubelets.json";

/**
 * Prometheus' configuration: what PodMonitors ask for, and the kubelets. Whom it asks it reads from
 * files, each named in it: Debian's Prometheus is built without Kubernetes' discovery.
 *
 * @param folder of the files
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/#file_sd_config
 */
export function configuration(monitors: readonly PodMonitor[], { interval, path }: KubeletJob, folder: string) {
	const from = (file: string) => [{ files: [`${folder}/${file}`] }];
	return {
		scrape_configs: [
			...monitors.flatMap((monitor) =>
				endpointsOf(monitor).map(({ name, endpoint }) => ({
					job_name: name,
					honor_labels: endpoint.honorLabels ?? false,
					...(endpoint.interval && { scrape_interval: endpoint.interval }),
					...(endpoint.scrapeTimeout && {
						scrape_timeout: endpoint.scrapeTimeout,
					}),
					metrics_path: endpoint.path ?? "/metrics",
					file_sd_configs: from(targetsFile(name)),
				})),
			),
			{
				job_name: "kubelet",
				honor_labels: true,
				scrape_interval: interval,
				scrape_timeout: interval,
				scheme: "https",
				metrics_path: path,
				authorization: { credentials_file: `${account}/token` },
				// As the chart that this one stands in for: kubeadm's kubelets sign their own certificates.
				tls_config: {
					ca_file: `${account}/ca.crt`,
					insecure_skip_verify: true,
				},
				file_sd_configs: from(kubeletTargets),
			},
		],
	};
}

/** What a monitor asks of each Pod, with the name that Prometheus' operator gives its job. */
export function endpointsOf({ metadata, spec }: PodMonitor) {
	const { name, namespace } = metadata;
	return (spec.podMetricsEndpoints ?? []).map((endpoint, i) => ({
		name: `podMonitor/${namespace}/${name}/${i}`,
		endpoint,
	}));
}

/** File of the targets of a job. */
export function targetsFile(job: string): string {
	return `${job.replaceAll("/", "_")}.json`;
}
