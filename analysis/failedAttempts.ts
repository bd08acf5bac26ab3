import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Cause } from "../schema/run.ts";
import { parseJson } from "../schema/zodError.ts";
import { sweepsFolder } from "./results.ts";
import { journalEntry } from "./sweepJournal.ts";

/**
 * A run of a sweep that left no results: its system never came up, or nothing could be collected.
 */
export type FailedAttempt = {
	sweep: string;
	/** The planned run: `central-5 quick 1/3`. */
	run: string;
	attempt: number;
	/** Null: it isn't known. */
	cause: Cause | null;
	why: string;
};

/**
 * Of all sweeps below a results folder, in order of sweep and time. What can't be read in a journal
 * says nothing.
 */
export async function failedAttempts(resultsFolder: string): Promise<FailedAttempt[]> {
	const files = globSync(join(sweepsFolder, "*", "journal.ndjson"), { cwd: resultsFolder }).sort();
	const found: FailedAttempt[] = [];
	for (const file of files) {
		const text = await readFile(join(resultsFolder, file), "utf8");
		for (const line of text.split("\n")) {
			const read = parseJson(line, journalEntry);
			const entry = "value" in read ? read.value : null;
			if (entry?.event !== "ended" || entry.outcome !== "failed") continue;
			found.push({
				sweep: basename(dirname(file)),
				run: entry.run,
				attempt: entry.attempt,
				cause: entry.cause ?? null,
				why: entry.error ?? "Nobody knows why.",
			});
		}
	}
	return found;
}
