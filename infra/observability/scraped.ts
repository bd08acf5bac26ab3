import type { Settings } from "../config.ts";
import { traitsOf } from "../methods/traits.ts";
import { applicationPort } from "../names.ts";

export const slowScrapeIntervalSeconds = 5;

/** A container of the replicas' Pods that serves metrics. */
export interface ScrapedContainer {
	container: string;
	port: number;
	/** As Prometheus writes it, such as `1s`. */
	interval: string;
}

/** Whom Prometheus asks in each replica's Pod. */
export function scrapedContainers({
	mode,
	protocol,
}: Pick<Settings, "mode" | "protocol">): ScrapedContainer[] {
	return [
		{
			container: "app",
			port: applicationPort,
			interval: `${protocol?.scrapeIntervalSeconds ?? 1}s`,
		},
		// What a method runs beside the application is asked less often: being asked costs it processor time.
		...Object.entries(traitsOf(mode).scraped).map(([container, port]) => ({
			container,
			port,
			interval: `${slowScrapeIntervalSeconds}s`,
		})),
	];
}
