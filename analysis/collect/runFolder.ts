import { existsSync } from "node:fs";
import { mkdir, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { latestLink, partialSuffix } from "../results.ts";
import { unwritten } from "./resultsSpace.ts";

/** `20261123T093000Z`: sorts by time, and is a file name everywhere. */
export function runId(start: Date): string {
	return `${start.toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

/** A run's folder while it is written: what stands under its final name is never changed. */
export type RunFolder = {
	/** Where to write. */
	partial: string;
	/** Gives the folder its final name, lets `latest` name it, and returns where it is. */
	finish(): Promise<string>;
};

/** @throws Error with one sentence when the run is there already, or the folder can't be written */
export async function createRunFolder(resultsFolder: string, stack: string, id: string): Promise<RunFolder> {
	const stackFolder = join(resultsFolder, stack);
	const folder = join(stackFolder, id);
	if (existsSync(folder)) {
		throw new Error(`${folder} is there already: a run is collected once. Name the run's own start with --started.`);
	}
	const partial = `${folder}${partialSuffix}`;
	try {
		await rm(partial, { recursive: true, force: true });
		await mkdir(partial, { recursive: true });
	} catch (error) {
		throw unwritten(partial, error as Error);
	}
	return {
		partial,
		async finish() {
			await rename(partial, folder);
			const link = join(stackFolder, latestLink);
			await rm(`${link}.new`, { force: true });
			await symlink(id, `${link}.new`);
			await rename(`${link}.new`, link);
			return folder;
		},
	};
}
