import type { RunManifest } from "../schema/run.ts";
import type { RunSummary } from "../statistics/summary.ts";

/** A run with its numbers. */
export type ReportedRun = {
	manifest: RunManifest;
	summary: RunSummary;
	/** Some of its files can't be read to their ends; `problems` of the report says which and why. */
	damaged: boolean;
};

/** A drawn figure: a whole SVG document, and where its file is, relative to the report. */
export type ReportedFigure = { title: string; svg: string; href: string };

/** The newest run of a stack under some protocol with some faults, told in full. */
export type DetailedRun = ReportedRun & {
	figures: readonly ReportedFigure[];
	/** The run's files, relative to the report. */
	files: readonly { name: string; href: string }[];
};

/** All that a report tells, whatever it is written as. */
export type Report = {
	/** When it was made, ISO 8601 in UTC. */
	madeAt: string;
	newest: readonly DetailedRun[];
	/** From newest to oldest. */
	older: readonly ReportedRun[];
	/** What could not be read, one sentence each. */
	problems: readonly string[];
};
