import { traitsOf } from "../methods/traits.ts";
import { applicationPort, replicaLabels, standbyName } from "../names.ts";
import type { Settings } from "../settings.ts";

export const slowScrapeIntervalSeconds = 5;

/** Pods of one StatefulSet, some of whose containers serve metrics. */
export interface ScrapedPods {
	/** Pod i is called `<prefix>-i`, and found at that name below the Service's. */
	prefix: string;
	service: string;
	count: number;
	labels: Readonly<Record<string, string>>;
	containers: ScrapedContainer[];
}

export interface ScrapedContainer {
	container: string;
	port: number;
	/** As Prometheus writes it, such as `1s`. */
	interval: string;
}

/**
 * Whom Prometheus asks: the replicas' Pods, and the method's own where they have something to say.
 */
export function scrapedPods({
	mode,
	protocol,
	replicas,
	members,
}: Pick<Settings, "mode" | "protocol" | "replicas" | "members">): ScrapedPods[] {
	const { scraped, store, standbys } = traitsOf(mode);
	const ofReplicas: ScrapedPods = {
		prefix: "pod",
		service: "replicas",
		count: replicas,
		labels: replicaLabels,
		containers: [
			{
				container: "app",
				port: applicationPort,
				interval: `${protocol?.scrapeIntervalSeconds ?? 1}s`,
			},
			...slowly(scraped),
		],
	};
	if (standbys) return [ofReplicas, { ...ofReplicas, prefix: standbyName }];
	if (!store?.members) return [ofReplicas];
	const { name } = store.members;
	return [
		ofReplicas,
		{
			prefix: name,
			service: name,
			count: store.pods === "members" ? members : store.pods,
			labels: { "app.kubernetes.io/name": name },
			containers: slowly(store.members.scraped),
		},
	];
}

/**
 * What a method runs beside the application is asked less often: being asked costs it processor
 * time.
 */
function slowly(scraped: Readonly<Record<string, number>>): ScrapedContainer[] {
	return Object.entries(scraped).map(([container, port]) => ({
		container,
		port,
		interval: `${slowScrapeIntervalSeconds}s`,
	}));
}
