import { existsSync } from "node:fs";
import { stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Sample } from "../../schema/sample.ts";
import { readHistory } from "../checker/history.ts";
import { eachLine } from "../collect/eachLine.ts";
import { metricsHeader, parseMetrics } from "../collect/metricsCsv.ts";
import { leaderMetric } from "../runplot/lanes.ts";
import { runPage } from "../runplot/page.ts";
import { type Sketch, sketchOf } from "../runplot/sketch.ts";
import { allRecords, identitiesOf, intervalOf, type Judged, type Material } from "./judged.ts";
import type { Request } from "./request.ts";

/** No more sentences of one kind are on the page; `--json` has all. */
const sentencesTold = 5;

/**
 * What a plot is made from.
 *
 * @returns null where there is neither a record nor an event
 */
export async function sketchFor(material: Material, request: Request): Promise<Sketch | null> {
	const { manifest, events, folder } = material;
	const records = [...allRecords(material)];
	return sketchOf({
		records,
		history: readHistory(records),
		events,
		samples: manifest === null ? [] : await leaderSamples(folder),
		identities: identitiesOf(material, request),
		intervalSeconds: intervalOf(material, request),
		protocol: manifest?.protocol ?? null,
	});
}

/** The plot of a judged history. */
export function plotPage(sketch: Sketch | null, { manifest }: Pick<Material, "manifest">, judged: Judged): string {
	return runPage(sketch, {
		name: manifest === null ? judged.folder : `${manifest.stack}, run ${manifest.id}`,
		verdicts: judged.verdicts,
		expectedViolations: judged.expectedViolations,
		notes: [
			...some(judged.changes),
			...some(judged.violations.map(({ property, pod, summary }) => `${property}, ${pod}: ${summary}`)),
			...some(judged.doubts.filter((each) => !judged.changes.includes(each))),
			...some(judged.incompleteBecause),
			...judged.remarks,
		],
		windows: judged.measures?.windows ?? [],
	});
}

/** @throws Error in one sentence where a file of that name can't be written */
export async function refuseUnwritable(file: string): Promise<void> {
	const folder = dirname(file);
	const about = await stat(folder).catch(() => null);
	if (about === null || !about.isDirectory()) {
		throw new Error(`--html can't write ${file}: there is no folder ${folder}. Name a file in one that is there.`);
	}
	if ((await stat(file).catch(() => null))?.isDirectory()) {
		throw new Error(`--html can't write ${file}: it is a folder. Name a file.`);
	}
}

/** @throws Error in one sentence where that can't be */
export async function writePlot(file: string, page: string): Promise<void> {
	try {
		await writeFile(file, page);
	} catch (error) {
		throw new Error(`--html can't write ${file} (${(error as Error).message}). Name a file where you may write.`);
	}
}

function some(sentences: readonly string[]): string[] {
	const left = sentences.length - sentencesTold;
	return [
		...sentences.slice(0, sentencesTold),
		...(left > 0 ? [`${left} more like the last one, which --json has.`] : []),
	];
}

/**
 * What replicas said of whom they lead: a few of the many lines of a `metrics.csv`. A damaged one
 * tells as much as stands before.
 */
async function leaderSamples(path: string): Promise<Sample[]> {
	const folder = (await stat(path)).isDirectory() ? path : dirname(path);
	const file = join(folder, "metrics.csv");
	if (!existsSync(file)) return [];
	const lines: string[] = [];
	await eachLine(file, (bytes, start, end, ended) => {
		const line = bytes.subarray(start, end);
		if (ended && line.includes(leaderMetric)) lines.push(`${line}\n`);
		return true;
	});
	return parseMetrics(metricsHeader + lines.join(""), file).records;
}
