import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type LabEvent, labEvent } from "../schema/event.ts";
import type { OperationRecord } from "../schema/operation.ts";
import { type ReadRecord, readRecord } from "../schema/read.ts";
import { type RunManifest, runManifest, schemaVersion } from "../schema/run.ts";
import type { Sample } from "../schema/sample.ts";
import { oneLine } from "../schema/zodError.ts";
import { parseMetrics } from "./collect/metricsCsv.ts";
import { readIntact } from "./collect/ndjson.ts";
import { readOperations } from "./collect/operationLines.ts";

/** A run's folder and what it says about itself. */
export type RunRef = { folder: string; manifest: RunManifest };

/** All that is known about one run. */
export type Run = RunRef & {
	operations: OperationRecord[];
	events: LabEvent[];
	/** What clients outside were answered; empty in a run that recorded none. */
	reads: ReadRecord[];
	samples: Sample[];
	/**
	 * Why the files don't hold all that was written, one sentence each; what stands before the damage
	 * is there.
	 */
	damage: string[];
};

/** What the analysis needs of a run. */
export type RunData = Pick<Run, "manifest"> & {
	[Records in "operations" | "events" | "samples"]: Readonly<Run[Records]>;
};

/** The link beside the runs of a stack that names the newest one. */
export const latestLink = "latest";

/** Beside the stacks: what sweeps keep of themselves. */
export const sweepsFolder = "sweeps";

/** Ends the name of a folder whose run has not been collected to the end. */
export const partialSuffix = ".partial";

/**
 * All runs below a results folder, in order of stack and start. What isn't a readable run is told
 * in `problems`, one sentence each; a results folder that doesn't exist holds no runs.
 */
export async function listRuns(resultsFolder: string): Promise<{ runs: RunRef[]; problems: string[] }> {
	const runs: RunRef[] = [];
	const problems: string[] = [];
	for (const stack of await foldersIn(resultsFolder)) {
		if (stack === sweepsFolder) continue;
		for (const id of await foldersIn(join(resultsFolder, stack))) {
			const folder = join(resultsFolder, stack, id);
			if (id.endsWith(partialSuffix)) {
				problems.push(`${folder}: collecting this run was interrupted; it can be deleted.`);
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
 * One run with its records, all of them checked. A damaged file is read up to its damage.
 *
 * @throws Error that names the file which can't be read at all
 */
export async function readRun(folder: string): Promise<Run> {
	const file = (name: string) => join(folder, name);
	const readsFile = file("reads.ndjson");
	const [manifest, operations, events, reads, metrics] = await Promise.all([
		readManifest(folder),
		readOperations(file("operations.ndjson")),
		readIntact(file("events.ndjson"), labEvent),
		existsSync(readsFile) ? readIntact(readsFile, readRecord) : { records: [], damage: null },
		readFile(file("metrics.csv"), "utf8").then((text) => parseMetrics(text, file("metrics.csv"))),
	]);
	return {
		folder,
		manifest,
		operations: operations.records,
		events: events.records,
		reads: reads.records,
		samples: metrics.records,
		damage: [operations, events, reads, metrics].flatMap(({ damage }) => damage ?? []),
	};
}

/** The newest run of a stack, or null when it has none. */
export async function latestRun(resultsFolder: string, stack: string): Promise<RunRef | null> {
	const { runs } = await listRuns(resultsFolder);
	return runs.findLast(({ manifest }) => manifest.stack === stack) ?? null;
}

/** @throws Error with one sentence that names the file */
export async function readManifest(folder: string): Promise<RunManifest> {
	const file = join(folder, "run.json");
	let value: unknown;
	try {
		value = JSON.parse(await readFile(file, "utf8"));
	} catch (error) {
		throw new Error(`${file}: ${(error as Error).message}`);
	}
	const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
	if (typeof version === "number" && version !== schemaVersion) {
		throw new Error(
			`${file} has version ${version} of the results' format, and this Holdfast reads version ${schemaVersion}: repeat the run, or read it with the release that made it.`,
		);
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
