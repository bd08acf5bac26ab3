import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { RunManifest } from "../../schema/run.ts";
import { type ChartName, chartPath, charts } from "./catalogue.ts";
import { chartDigest } from "./digest.ts";
import { inChartFolder } from "./folder.ts";
import { writtenDown } from "./known.ts";

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
 * What a chart says of itself when it only stands in for the one whose name it bears; null when it
 * doesn't, or can't be looked into.
 *
 * @param source `repo`, or the path of a folder or archive
 */
export function contentInstead(source: string): ChartContent | null {
	if (source === "repo") return null;
	return inChartFolder(chartPath(source), insteadIn);
}

/** Of a chart's folder. */
export function insteadIn(folder: string): ChartContent | null {
	const chart = parse(readFileSync(join(folder, "Chart.yaml"), "utf8")) as {
		appVersion?: string;
		annotations?: Record<string, string>;
	} | null;
	const name = chart?.annotations?.[annotations.holds];
	const insteadOf = chart?.annotations?.[annotations.insteadOf];
	return name === undefined || insteadOf === undefined ? null : { name, version: chart?.appVersion ?? "", insteadOf };
}

/**
 * Digest of a chart's contents; null for one that comes from its repository, or that isn't there.
 *
 * @param source `repo`, or the path of a folder or archive
 */
export function digestOf(name: ChartName, source: string): string | null {
	if (source === "repo") return null;
	return inChartFolder(chartPath(source), (folder) => chartDigest(folder, charts[name].unused));
}

/**
 * Whether a chart is the one of its repository: it comes from there, or name, version and contents
 * are the same.
 */
export function isUpstreams(name: ChartName, source: string): boolean {
	// Name and version are part of what the digest is of.
	return source === "repo" || digestOf(name, source) === writtenDown(charts[name]).digest;
}

/**
 * How a run's manifest names a chart that isn't its repository's. No path: that would say something
 * of a machine, and nothing of the chart.
 */
export function chartInWords(name: ChartName, source: string): string {
	const digest = digestOf(name, source)?.slice(0, 12) ?? "unknown";
	return `chart ${charts[name].name} of other contents (sha256 ${digest})`;
}

/**
 * The charts among those that a stack uses that aren't what their names say, or of which only the
 * user knows.
 */
export function chartStandIns(
	used: readonly ChartName[],
	sources: Readonly<Partial<Record<ChartName, string>>>,
): RunManifest["standIns"] {
	return used.flatMap((name) => {
		const source = sources[name] ?? "repo";
		if (isUpstreams(name, source)) return [];
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

/** Component → version of the charts that a stack uses, for the run's manifest. */
export function chartVersions(
	used: readonly ChartName[],
	sources: Readonly<Partial<Record<ChartName, string>>>,
): Record<string, string> {
	return Object.fromEntries(
		used.map((name) => {
			const { name: chart, version } = charts[name];
			const source = sources[name] ?? "repo";
			return [
				`chart ${chart}`,
				isUpstreams(name, source)
					? version
					: `${version} of other contents (sha256 ${digestOf(name, source)?.slice(0, 12)})`,
			];
		}),
	);
}

function contents(source: string): string {
	const instead = contentInstead(source);
	return instead === null ? "; its contents are not the original's" : `; it holds ${instead.name}, as it says itself`;
}
