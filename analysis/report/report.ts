import type { Group } from "../digest/groups.ts";
import type { FailedAttempt } from "../failedAttempts.ts";
import type { Picture } from "../figures/pictures.ts";
import type { RunManifest } from "../schema/run.ts";
import type { Comparison } from "../statistics/comparison.ts";
import type { RunSummary } from "../statistics/summary.ts";
import type { ClaimOutcome } from "../study/claim.ts";

/** A run with its numbers. */
export type ReportedRun = {
	manifest: RunManifest;
	summary: RunSummary;
	/** Some of its files can't be read to their ends; `problems` of the report says which and why. */
	damaged: boolean;
	/** The plot of its operations and replicas, relative to the report; absent where there is none. */
	plot?: string;
};

/** A drawn figure: a whole SVG document, and where its file is, relative to the report. */
export type ReportedFigure = { title: string; svg: string; href: string };

/** The newest run of a stack under some protocol with some faults, told in full. */
export type DetailedRun = ReportedRun & {
	figures: readonly ReportedFigure[];
	/** The run's files, relative to the report. */
	files: readonly { name: string; href: string }[];
};

/** What the report says of each run that it puts together with others. */
export type RunFacts = Pick<
	RunManifest,
	| "stack"
	| "id"
	| "start"
	| "verdicts"
	| "evidence"
	| "expectedViolations"
	| "machine"
	| "versions"
	| "images"
	| "standIns"
	| "status"
	| "incompleteBecause"
	| "causes"
	| "trust"
>;

/** A run whose numbers are among those of its cell. */
export type IncludedRun = {
	facts: RunFacts;
	/** Its `run.json`, relative to the report. */
	href: string;
};

/** A run whose numbers are not: the laboratory spoiled it. */
export type ExcludedRun = IncludedRun & {
	/** In one clause. */
	why: string;
};

/** Mode and size, with all of its runs under one protocol. */
export type ReportedCell = {
	mode: string;
	replicas: number;
	runs: readonly IncludedRun[];
	excluded: readonly ExcludedRun[];
};

/** A picture of all runs of a group, and where its files are, relative to the report. */
export type ReportedPicture = Picture & {
	href: { svg: string; png: string; csv: string };
};

/** Runs that may be put together: the same was done to all of them. */
export type ReportedGroup = Pick<
	Group,
	"id" | "name" | "protocol" | "notes" | "tables"
> & {
	/** In order of modes and sizes. */
	cells: readonly ReportedCell[];
	/** Of the included runs, in the settled view. */
	comparisons: readonly Comparison[];
	pictures: readonly ReportedPicture[];
	claims: readonly ClaimOutcome[];
	/** The same with the runs that are left out, and without pictures; absent where none is. */
	withLeftOut?: ReportedGroup;
};

/** All that a report tells, whatever it is written as. */
export type Report = {
	/** When it was made, ISO 8601 in UTC. */
	madeAt: string;
	/** Of all runs, whatever was done to them. */
	verdicts: ReportedPicture;
	/** One for each protocol with its faults. */
	groups: readonly ReportedGroup[];
	/** The newest run of each stack and protocol. */
	newest: readonly DetailedRun[];
	/** From newest to oldest. */
	older: readonly ReportedRun[];
	/** Runs of sweeps that left no results. */
	failed?: readonly FailedAttempt[];
	/** What could not be read, one sentence each. */
	problems: readonly string[];
};
