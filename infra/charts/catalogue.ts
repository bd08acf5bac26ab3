import { isAbsolute, join } from "node:path";
import { checkout } from "../../schema/checkout.ts";

/** A Helm chart of others. */
export interface Chart {
	name: string;
	version: string;
	repository: string;
	/** Charts that it brings along and that our values leave off. */
	unused: readonly string[];
}

export const charts = {
	couchdb: {
		name: "couchdb",
		version: "4.6.2",
		repository: "https://apache.github.io/couchdb-helm",
		unused: [],
	},
	hazelcast: {
		name: "hazelcast",
		version: "5.10.2",
		repository: "https://hazelcast-charts.s3.amazonaws.com/",
		unused: [],
	},
	prometheus: {
		name: "kube-prometheus-stack",
		version: "88.5.3",
		repository: "https://prometheus-community.github.io/helm-charts",
		unused: ["prometheus-node-exporter", "prometheus-windows-exporter"],
	},
} as const satisfies Record<string, Chart>;

export type ChartName = keyof typeof charts;

export function chartPath(source: string): string {
	return isAbsolute(source) ? source : join(checkout, source);
}
