import type { RunManifest } from "../../schema/run.ts";
import type { MetricRow, Tables } from "../digest/rows.ts";
import type { FailedAttempt } from "../failedAttempts.ts";
import type { PictureFiles } from "../figures/files.ts";
import type { Picture } from "../figures/picture.ts";
import type { Comparison } from "../statistics/comparison.ts";
import type { ClaimOutcome } from "../study/claim.ts";

/** A run with its numbers. */
export type ReportedRun = {
	/** `central-5/20261123T093000Z`. */
	name: string;
	manifest: RunManifest;
	/** Of the settled view. */
	metrics: readonly MetricRow[];
	/** What is wrong with it, in one clause; null: nothing. */
	flaw: string | null;
	/** Whether the statistics use it. */
	used: boolean;
	/** The plot of its operations and replicas, relative to the report; null: there is none. */
	plot: string | null;
	/** Its files, relative to the report; `run.json` is the first. */
	files: readonly { name: string; href: string }[];
};

/**
 * Whether the runs of one mode at one size kept all that they must; those too whose numbers the
 * statistics leave out.
 */
export type CellSafety = {
	mode: string;
	replicas: number;
	/** That were judged. */
	runs: number;
	/** In how many of them a promise of safety was broken, or an acknowledged update lost. */
	lostIn: number;
	/** In how many it isn't known of every property whether it held. */
	unknownIn: number;
	/** The mode doesn't promise what it broke. */
	expected: boolean;
	/** Most acknowledged updates that one Pod lost; null where no run tells. */
	worstLoss: number | null;
	/** Observations that could have shown a violation; null where no evidence was kept. */
	observations: number | null;
	/** Why it isn't known, each reason once. */
	unknownBecause: readonly string[];
};

/**
 * A picture of all runs of a group, and where its files are, relative to the report; null where
 * none were written.
 */
export type ReportedPicture = Picture & { files: PictureFiles | null };

/** Runs that may be put together: the same was done to all of them. */
export type ReportedGroup = {
	/** Unique in the report, and fit for an anchor. */
	id: string;
	name: string;
	protocol: RunManifest["protocol"] | null;
	durationSeconds: number;
	/** From one run's start to the next one's. */
	secondsPerRun: number;
	/** Whether something was done to the system: without a fault nothing says what a crash costs. */
	withFaults: boolean;
	/** In order of modes and sizes. */
	safety: readonly CellSafety[];
	/** Of the runs that the statistics use. */
	tables: Pick<Tables, "metrics" | "windows" | "recoveries">;
	/** Runs that the statistics leave out, with their numbers. */
	leftOut: readonly MetricRow[];
	/**
	 * In some cell there are only such: what is said of it is said of runs that are not to be
	 * trusted.
	 */
	untrusted: boolean;
	/**
	 * In the settled view, of the metrics that summaries tell of; of a cell that has only runs left
	 * out, of those.
	 */
	comparisons: readonly Comparison[];
	pictures: readonly ReportedPicture[];
	claims: readonly ClaimOutcome[];
	/** What readers must know of all of it, one sentence each. */
	notes: readonly string[];
	standIns: readonly string[];
	/**
	 * Modes whose store is a stand-in: marked in tables, and in no ranking of what the store decides.
	 */
	standInStores: readonly string[];
};

/** All that a report tells, whatever it is written as. */
export type Report = {
	/** When it was made, ISO 8601 in UTC. */
	madeAt: string;
	/** One for each protocol with its faults; that with the most runs first. */
	groups: readonly ReportedGroup[];
	/** From newest to oldest. */
	runs: readonly ReportedRun[];
	/** Runs of sweeps that left no results. */
	failed: readonly FailedAttempt[];
	/** What could not be read, one sentence each. */
	problems: readonly string[];
};
