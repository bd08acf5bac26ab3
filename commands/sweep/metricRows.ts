import { join } from "node:path";
import { digestOf, type RunDigest } from "../../analysis/digest/digest.ts";
import { exclusion } from "../../analysis/digest/groups.ts";
import type { MetricRow } from "../../analysis/digest/rows.ts";
import { readRun } from "../../analysis/results.ts";
import type { JournalEntry } from "../../analysis/sweepJournal.ts";
import type { PlannedRun } from "./plan.ts";
import { progressOf } from "./progress.ts";

/** The settled numbers of those runs that left results which statistics use. */
export async function metricRowsOf(
	resultsFolder: string,
	runs: readonly PlannedRun[],
	journal: readonly JournalEntry[],
): Promise<MetricRow[]> {
	const progress = progressOf(journal);
	const rows: MetricRow[] = [];
	for (const { id } of runs) {
		const folder = progress(id).last?.folder;
		if (folder === undefined) continue;
		const digest = await readDigest(join(resultsFolder, folder));
		if (digest === null || exclusion(digest) !== null) continue;
		rows.push(...digest.tables.metrics.filter(({ view }) => view === "settled"));
	}
	return rows;
}

/** Null where a run left too little to be read: it has no numbers. */
async function readDigest(folder: string): Promise<RunDigest | null> {
	try {
		return digestOf(await readRun(folder));
	} catch {
		return null;
	}
}
