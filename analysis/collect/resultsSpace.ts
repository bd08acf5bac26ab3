import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * A run of the longest protocol and the most replicas fits in this: an hour of 21 replicas at 10
 * updates a second is half a gigabyte.
 */
const leastMiB = 1024;

const remedy = "free some space there, or choose another folder with HOLDFAST_RESULTS";

/**
 * Why no run can be kept in a results folder, which need not be there yet: one sentence; null when
 * one can. Looks, and makes nothing.
 *
 * @param freeMiB space that others than root may still use on a folder's disk
 */
export function resultsProblem(folder: string, freeMiB: (folder: string) => number = freeMiBAt): string | null {
	const there = nearestExisting(resolve(folder));
	try {
		if (!statSync(there).isDirectory()) throw new Error("it is no folder");
		accessSync(there, constants.W_OK);
		const free = Math.floor(freeMiB(there));
		return free >= leastMiB
			? null
			: `Too little space is left for results at ${folder} (${free} MiB, and a run may take ${leastMiB}): ${remedy}.`;
	} catch (error) {
		return `Results can't be written to ${folder} (${(error as Error).message}): ${remedy}.`;
	}
}

/** What is said when a run that was collected can't be written. */
export function unwritten(folder: string, error: Error): Error {
	return new Error(
		`The results can't be written to ${folder} (${error.message}): ${remedy}, and run the experiment again.`,
	);
}

function nearestExisting(folder: string): string {
	return existsSync(folder) ? folder : nearestExisting(dirname(folder));
}

function freeMiBAt(folder: string): number {
	const { bavail, bsize } = statfsSync(folder);
	return (bavail * bsize) / 2 ** 20;
}
