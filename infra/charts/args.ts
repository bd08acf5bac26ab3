import { type ChartName, chartPath, charts } from "./catalogue.ts";
import { digestOf } from "./local.ts";

/**
 * Where Pulumi finds a chart.
 *
 * @param source `repo`, or the path of a folder or archive, relative to the checkout
 */
export function chartSource(chart: ChartName, source: string) {
	const { name, version, repository } = charts[chart];
	return source === "repo"
		? { chart: name, version, repositoryOpts: { repo: repository } }
		: { chart: chartPath(source) };
}

/** What a Release says of its chart. */
export function chartArgs(chart: ChartName, source: string) {
	const digest = digestOf(chart, source);
	return {
		...chartSource(chart, source),
		// A chart that was edited in place has the same path and version: only by this does the
		// provider see that there is something to upgrade.
		...(digest !== null && { description: `contents sha256 ${digest}` }),
	};
}
