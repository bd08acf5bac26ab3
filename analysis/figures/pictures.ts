import type { FaultTime } from "../digest/rows.ts";

/** A figure with all that a reader may want of it. */
export type Picture = {
	/** Part of file names, unique among the pictures of a group: `figure-5-1`. */
	name: string;
	title: string;
	svg: string;
	/** In words, with the numbers that matter. */
	alternative: string;
	/** What is drawn. An empty cell is an empty string. */
	table: { columns: readonly string[]; rows: readonly (string | number)[][] };
};

/** What pictures of one group of comparable runs have in common. */
export type PictureContext = {
	/** Begins the ids in every SVG of the group; unique among the groups of one document, and fit for an id. */
	idPrefix: string;
	/** What was done to the system: `quick (delete-pods)`. */
	protocolName: string;
	durationSeconds: number;
	/** Windows to mark, in order of time. */
	faultTimes: readonly FaultTime[];
	/** `store: PouchDB Server stands in for CouchDB`, one for each. */
	standIns: readonly string[];
	/** What a reader must know of the group: `1 of 10 runs is incomplete and left out`. */
	notes: readonly string[];
	/** What the study reports; null where a group must not be put beside it. */
	study: StudyResults | null;
};

/** The study's own values, as its text gives them (`analysis/study/results.json`). */
export type StudyResults = {
	source: string;
	protocol: {
		replicas: readonly number[];
		failureAtSeconds: number;
		durationSeconds: number;
	};
	central: {
		persistLatencyMs: {
			typical: Range;
			outlier: number;
			afterCrashMax: number;
		};
		retrieveLatencyMs: { typical: Range; max: number };
		memoryMB: { typical: Range; excludes: string };
		startupDelaySeconds: StudyStartup;
	};
	decentral: {
		persistLatencyMs: {
			initial: number;
			settlesBelow: number;
			afterCrashMax: number;
		};
		retrieveLatencyMs: {
			max: number;
			settlesAt: Range;
			afterCrashMax: number;
		};
		memoryTimesCentral: number;
		startupDelaySeconds: StudyStartup;
	};
};

/** Least and most. JSON modules don't know tuples. */
type Range = readonly number[];
type StudyStartup = { mean: number; restartShorterByPercent: number };
