import type { OfRun } from "../../digest/rows.ts";
import type { Verdicts } from "../../schema/run.ts";

/** What the checker says of one run, and what was done to it. */
export type VerdictRow = OfRun & {
	/** Names of its faults, as in `freeze:hazelcast`; empty for a run without any. */
	faults: readonly string[];
	verdicts: Verdicts;
	/** Acknowledged updates that the worst Pod's successor did not find; null: not known, or nothing was deleted. */
	rpoWorst: number | null;
};
