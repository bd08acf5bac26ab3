import { type ChartName, chartPath, charts } from "./catalogue.ts";
import { digestOf } from "./local.ts";

/**
 * What a Release says of its chart.
 *
 * @param source `repo`, or the path of a folder or archive, relative to the checkout
 */
export function chartArgs(chart: ChartName, source: string) {
	const { name, version, repository } = charts[chart];
	if (source === "repo") {
		return { chart: name, version, repositoryOpts: { repo: repository } };
	}
	const digest = digestOf(chart, source);
	return {
		chart: chartPath(source),
		// A chart that was edited in place has the same path and version: only by this does the provider see that there is something to upgrade.
		...(digest !== null && { description: `contents sha256 ${digest}` }),
	};
}
