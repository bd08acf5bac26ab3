import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Chart, type ChartName, chartPath, charts } from "./catalogue.ts";
import { passes } from "./examplePasses.ts";
import { inChartFolder } from "./folder.ts";
import { knownOf } from "./knownKeys.ts";
import { unknownIn } from "./knownValues.ts";
import { insteadIn } from "./local.ts";

const limitSeconds = 20;

/**
 * Why a chart can't be had: one sentence; null when it can.
 *
 * @param key of the configuration, for the remedy
 * @param get fetches the text behind a URL; throws when there is none
 */
export async function chartProblem(
	name: ChartName,
	source: string,
	get: (url: string) => Promise<string> = textOf,
): Promise<string | null> {
	const chart = charts[name];
	const key = `${name}Chart`;
	return source === "repo" ? repositoryProblem(chart, key, get) : localProblem(chart, key, chartPath(source));
}

async function repositoryProblem(
	{ name, version, repository }: Chart,
	key: string,
	get: (url: string) => Promise<string>,
): Promise<string | null> {
	const remedy = `get the chart elsewhere, and name its folder or archive with "pulumi config set ${key} …".`;
	try {
		const index = await get(`${repository}/index.yaml`);
		// Parsing takes seconds where a repository has thousands of versions; the line can't be another
		// chart's and its own, too.
		return index.includes(`version: ${version}\n`)
			? null
			: `The repository ${repository} doesn't have version ${version} of the chart ${name}: ${remedy}`;
	} catch (error) {
		return `The chart ${name} ${version} can't be reached at ${repository} (${causeOf(error as Error)}): ${remedy}`;
	}
}

function localProblem(chart: Chart, key: string, path: string): string | null {
	const remedy = `name another with "pulumi config set ${key} …".`;
	if (!existsSync(path)) return `There is no chart at ${path}: ${remedy}`;
	try {
		const looked = inChartFolder(path, (folder) => ({
			problem: contentProblem(chart, folder, path),
		}));
		if (looked === null) {
			return `${path} is no chart, it has no Chart.yaml: ${remedy}`;
		}
		return looked.problem && `${looked.problem}: ${remedy}`;
	} catch (error) {
		return (error as Error).message;
	}
}

function contentProblem(chart: Chart, folder: string, path: string): string | null {
	const { name, version } = chart;
	const file = join(folder, "Chart.yaml");
	const found = parse(readFileSync(file, "utf8")) as Partial<Chart> | null;
	if (found?.name !== name || found.version !== version) {
		return `The chart at ${path} is ${found?.name} ${found?.version}, but the values are those of ${name} ${version}`;
	}
	// One that says it holds something else takes of the values what it likes.
	if (insteadIn(folder) !== null) return null;
	const known = knownOf(folder).values;
	const [unknown] = passes.filter((pass) => pass.chart.name === name).flatMap(({ values }) => unknownIn(known, values));
	return unknown === undefined
		? null
		: `The chart at ${path} was changed: it doesn't know the value ${unknown}, which ${name} ${version} has and the laboratory sets`;
}

async function textOf(url: string): Promise<string> {
	const response = await fetch(url, {
		signal: AbortSignal.timeout(limitSeconds * 1000),
	});
	if (!response.ok) throw new Error(`status ${response.status}`);
	return response.text();
}

/** Of a failed fetch, the cause says more than its own message. */
function causeOf({ message, cause }: Error): string {
	return cause instanceof Error && cause.message ? cause.message : message;
}
