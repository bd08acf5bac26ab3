import type { FaultTime } from "../digest/rows.ts";
import type results from "../study/results.json";

/** One entry of a legend: what is drawn, and its words. */
export type LegendEntry = {
	label: string;
	key:
		| { kind: "mode"; mode: string }
		| { kind: "line"; color: string; dash?: string; width?: number }
		| { kind: "fill"; fill: string; opacity?: number }
		| { kind: "dot"; hollow?: boolean }
		| { kind: "reference" };
};

/**
 * One of the small multiples, drawn: an SVG element of its own, so that panels can stand below each
 * other on a phone.
 */
export type DrawnPanel = {
	heading: string;
	svg: string;
	width: number;
	height: number;
};

export type Table = { columns: readonly string[]; rows: readonly (readonly (string | number)[])[] };

/** A figure with all that a reader may want of it. */
export type Picture = {
	/** Part of file names, unique among the pictures of a group. */
	name: string;
	title: string;
	/** What is drawn, in one or two sentences. */
	subtitle: string;
	legend: readonly LegendEntry[];
	/** Empty: there was nothing to draw, and the captions say so. */
	panels: readonly DrawnPanel[];
	/** What a reader must know of it, one sentence each. */
	captions: readonly string[];
	/** In words, with the numbers that matter. */
	alternative: string;
	/** What is drawn. An empty cell is an empty string. */
	table: Table;
};

/** What pictures of one group of comparable runs have in common. */
export type PictureContext = {
	/** Unique among the groups of one document, and fit for an id. */
	idPrefix: string;
	/** What was done to the system: `quick (delete-pods)`. */
	protocolName: string;
	durationSeconds: number;
	/** Windows to mark, in order of time. */
	faultTimes: readonly FaultTime[];
	/** `PouchDB Server stands in for CouchDB`, one for each. */
	standIns: readonly string[];
	/** What a reader must know of the group: `1 of 10 runs is incomplete and left out.` */
	notes: readonly string[];
	/**
	 * Runs that are drawn hollow, and why: they are incomplete or not to be trusted. Absent: none.
	 */
	hollow?: Readonly<Record<string, string>>;
	/** What the study reports; null where a group must not be put beside it. */
	study: StudyResults | null;
};

/** The study's own values, as its text gives them. */
export type StudyResults = typeof results;
