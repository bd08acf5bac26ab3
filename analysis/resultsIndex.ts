import { rename, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { faultName } from "../schema/faultKinds.ts";
import type { RunManifest } from "../schema/run.ts";
import { listRuns, type RunRef } from "./results.ts";

/** One line of `results/index.json`, enough to find the runs that one wants. */
export type IndexEntry = Pick<
	RunManifest,
	"id" | "stack" | "mode" | "replicas" | "run" | "seed" | "status" | "verdicts"
> & {
	protocol: string;
	faults: string[];
	/** Null: the run doesn't say. */
	trusted: boolean | null;
	/** Relative to the results folder. */
	folder: string;
};

/**
 * Writes `index.json`, which lists all runs of a results folder, in order of stack and start;
 * nobody ever sees half of it.
 */
export async function writeIndex(resultsFolder: string): Promise<void> {
	const { runs } = await listRuns(resultsFolder);
	const file = join(resultsFolder, "index.json");
	// Two collecting at once must not write into one file.
	const partial = `${file}.${process.pid}`;
	const entries = runs.map((run) => entryOf(run, resultsFolder));
	await writeFile(partial, `${JSON.stringify(entries, null, "\t")}\n`);
	await rename(partial, file);
}

function entryOf({ folder, manifest }: RunRef, root: string): IndexEntry {
	const { id, stack, mode, replicas, run, seed, status, verdicts } = manifest;
	return {
		...{ id, stack, mode, replicas, run, seed },
		protocol: manifest.protocol.name,
		faults: manifest.protocol.faults.map(faultName),
		status,
		verdicts,
		trusted: manifest.trust?.trusted ?? null,
		folder: relative(root, folder),
	};
}
