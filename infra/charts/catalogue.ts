import { isAbsolute, join } from "node:path";
import { checkout } from "../../toolchain/cache.ts";

/** A Helm chart of others. */
export interface Chart {
	name: string;
	version: string;
	repository: string;
}

export const charts = {
	couchdb: {
		name: "couchdb",
		version: "4.6.2",
		repository: "https://apache.github.io/couchdb-helm",
	},
	prometheus: {
		name: "kube-prometheus-stack",
		version: "88.5.3",
		repository: "https://prometheus-community.github.io/helm-charts",
	},
} as const satisfies Record<string, Chart>;

export type ChartName = keyof typeof charts;

/**
 * What a Release says of its chart.
 *
 * @param source `repo`, or the path of a folder or archive, relative to the checkout
 */
export function chartArgs(chart: Chart, source: string) {
	const { name, version, repository } = chart;
	return source === "repo"
		? { chart: name, version, repositoryOpts: { repo: repository } }
		: { chart: chartPath(source) };
}

export function chartPath(source: string): string {
	return isAbsolute(source) ? source : join(checkout, source);
}
