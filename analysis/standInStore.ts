/**
 * Modes whose store was a stand-in for the study's database. Measured, it makes them look 4 times
 * faster and 8 times cheaper than with the real one (docs/methods/central.md), so every table marks
 * them, and no ranking by such numbers has them.
 */

import { modesInOrder } from "../schema/modesInOrder.ts";
import type { RunManifest } from "../schema/run.ts";
import type { MetricName } from "./digest/metrics.ts";

/** The database of the study's central mode. */
export const studyStore = "CouchDB";

/** Behind the name of a mode or stack whose store is a stand-in. */
export const storeMark = "‡";

/** What the mark means, as one sentence. */
export const storeMarkMeans = `${storeMark} The store is a stand-in for ${studyStore}, which is several times slower and needs several times the processor time and memory: these latencies and costs are not those of ${studyStore}, and stand in no ranking.`;

/** What no ranking says of these modes; null: of all it does. */
export function notRankedText(modes: readonly string[]): string | null {
	return modes.length === 0
		? null
		: `Latencies, processor time and memory of ${modes.join(", ")} are compared with no other's: the store is a stand-in for ${studyStore}.`;
}

/** What the mark means, for a terminal's width. */
export const storeMarkInBrief = `${storeMark} with a stand-in for ${studyStore}: its latencies and costs stand in no ranking`;

type Run = Pick<RunManifest, "standIns">;

export function hasStandInStore({ standIns }: Run): boolean {
	return standIns.some(({ standsInFor }) => standsInFor === studyStore);
}

/** Modes of which some run had such a store, in order of modes. */
export function standInStoreModes(
	cells: readonly { mode: string; included: readonly { manifest: Run }[] }[],
): string[] {
	return modesInOrder(
		cells.flatMap(({ mode, included }) => (included.some(({ manifest }) => hasStandInStore(manifest)) ? [mode] : [])),
	);
}

/** A mode's name with its mark, where it has one. */
export function markedMode(mode: string, modes: readonly string[]): string {
	return modes.includes(mode) ? `${mode}${storeMark}` : mode;
}

/** A run's stack with its mark, where it has one. */
export function markedStack({ stack, ...run }: Run & { stack: string }) {
	return hasStandInStore(run) ? `${stack}${storeMark}` : stack;
}

/** Whether a metric says how fast the store is, or what the mode costs with it. */
export function isOfStore(metric: MetricName): boolean {
	return /^(?:persist|retrieve|memory|cpu)[A-Z]/.test(metric);
}

/** The rows that may be ranked: without those numbers of modes whose store is a stand-in. */
export function rankable<Row extends { mode: string; metric: MetricName }>(
	rows: readonly Row[],
	modes: readonly string[],
): Row[] {
	return rows.filter(({ mode, metric }) => !(modes.includes(mode) && isOfStore(metric)));
}
