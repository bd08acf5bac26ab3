import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { RunManifest } from "../../analysis/schema/run.ts";
import { type ChartName, chartPath, charts } from "./catalogue.ts";

/** By which a chart's own Chart.yaml says that it bears another one's name, and what is in it. */
const annotations = {
	holds: "holdfast.dev/holds",
	insteadOf: "holdfast.dev/instead-of",
} as const;

/** What runs in place of what the chart's name promises. */
export interface ChartContent {
	name: string;
	version: string;
	insteadOf: string;
}

/**
 * What a chart in a folder says of itself when it only stands in for the one whose name it bears; null when it doesn't, or can't be
 * looked into.
 *
 * @param source `repo`, or the path of a folder or archive
 */
export function contentInstead(source: string): ChartContent | null {
	const file = join(chartPath(source), "Chart.yaml");
	if (source === "repo" || !existsSync(file)) return null;
	const chart = parse(readFileSync(file, "utf8")) as {
		appVersion?: string;
		annotations?: Record<string, string>;
	} | null;
	const name = chart?.annotations?.[annotations.holds];
	const insteadOf = chart?.annotations?.[annotations.insteadOf];
	return name === undefined || insteadOf === undefined
		? null
		: { name, version: chart?.appVersion ?? "", insteadOf };
}

/** How a run's manifest names a chart that doesn't come from its repository. */
export function chartInWords(name: ChartName, source: string): string {
	return `chart ${charts[name].name} from ${source}`;
}

/** The charts among those that a stack uses of which nobody but the user knows whether they are what their names say. */
export function chartStandIns(
	used: readonly ChartName[],
	sources: Readonly<Partial<Record<ChartName, string>>>,
): RunManifest["standIns"] {
	return used.flatMap((name) => {
		const source = sources[name] ?? "repo";
		if (source === "repo") return [];
		const chart = charts[name];
		return [
			{
				name: chartInWords(name, source),
				standsInFor: `${chart.name} ${chart.version} of ${chart.repository}`,
				why: `the configuration names it${contents(source)}`,
			},
		];
	});
}

function contents(source: string): string {
	const instead = contentInstead(source);
	return instead === null
		? "; nothing compares it with the original"
		: `; it holds ${instead.name}, as it says itself`;
}
