import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseMetrics } from "./collect/metricsCsv.ts";
import { oneLine, readAllNdjson } from "./collect/ndjson.ts";
import { type LabEvent, labEvent } from "./schema/event.ts";
import { type OperationRecord, operationRecord } from "./schema/operation.ts";
import { type RunManifest, runManifest } from "./schema/run.ts";
import type { Sample } from "./schema/sample.ts";

/** A run's folder and what it says about itself. */
export type RunRef = { folder: string; manifest: RunManifest };

/** All that is known about one run. */
export type Run = RunRef & {
	operations: OperationRecord[];
	events: LabEvent[];
	samples: Sample[];
};

/** The link beside the runs of a stack that names the newest one. */
export const latestLink = "latest";

/** Ends the name of a folder whose run has not been collected to the end. */
export const partialSuffix = ".partial";

/**
 * All runs below a results folder, in order of stack and start. What isn't a readable run is told in `problems`, one
 * sentence each; a results folder that doesn't exist holds no runs.
 */
export async function listRuns(
	resultsFolder: string,
): Promise<{ runs: RunRef[]; problems: string[] }> {
	const runs: RunRef[] = [];
	const problems: string[] = [];
	for (const stack of await foldersIn(resultsFolder)) {
		for (const id of await foldersIn(join(resultsFolder, stack))) {
			const folder = join(resultsFolder, stack, id);
			if (id.endsWith(partialSuffix)) {
				problems.push(
					`${folder}: collecting this run was interrupted; it can be deleted.`,
				);
				continue;
			}
			try {
				runs.push({ folder, manifest: await readManifest(folder) });
			} catch (error) {
				problems.push((error as Error).message);
			}
		}
	}
	return { runs, problems };
}

/**
 * One run with its records, all of them checked.
 *
 * @throws Error that names the file, and the line where there is one
 */
export async function readRun(folder: string): Promise<Run> {
	const metricsFile = join(folder, "metrics.csv");
	const [manifest, operations, events, metrics] = await Promise.all([
		readManifest(folder),
		readAllNdjson(join(folder, "operations.ndjson"), operationRecord),
		readAllNdjson(join(folder, "events.ndjson"), labEvent),
		readFile(metricsFile, "utf8"),
	]);
	const samples = parseMetrics(metrics, metricsFile);
	return { folder, manifest, operations, events, samples };
}

/** The newest run of a stack, or null when it has none. */
export async function latestRun(
	resultsFolder: string,
	stack: string,
): Promise<RunRef | null> {
	const { runs } = await listRuns(resultsFolder);
	return runs.findLast(({ manifest }) => manifest.stack === stack) ?? null;
}

async function readManifest(folder: string): Promise<RunManifest> {
	const file = join(folder, "run.json");
	let value: unknown;
	try {
		value = JSON.parse(await readFile(file, "utf8"));
	} catch (error) {
		throw new Error(`${file}: ${(error as Error).message}`);
	}
	const result = runManifest.safeParse(value);
	if (result.success) return result.data;
	throw new Error(`${file}: ${oneLine(result.error)}.`);
}

/** Names of the folders (not the links) in a folder, sorted. */
async function foldersIn(folder: string): Promise<string[]> {
	try {
		const entries = await readdir(folder, { withFileTypes: true });
		return entries
			.filter((entry) => entry.isDirectory())
			.map(({ name }) => name)
			.sort();
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
		throw error;
	}
}
