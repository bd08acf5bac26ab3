import type { FaultWindow } from "./rows.ts";

/** What the three figures of a run have in common. */
export type FigureContext = {
	/** Unique among the figures of one document; part of ids in the SVG. */
	id: string;
	/** For example `central-5, run 20261123T093000Z`. */
	runName: string;
	durationSeconds: number;
	faults: readonly FaultWindow[];
	standIns: readonly { name: string; standsInFor: string }[];
	/** Why the run is incomplete; empty for a complete one. */
	incompleteBecause: readonly string[];
};

/** One point of a Pod's line, in the unit of the figure's axis. */
export type PodPoint = {
	pod: string;
	seconds: number;
	value: number;
	segment: string;
};

export type PodChart = {
	title: string;
	subtitle: string;
	/** Quantity of the vertical axis, and its unit in words. */
	quantity: string;
	unit: string;
	/** Dots show many scattered values better than a line that jumps between them. */
	drawAs: "lines" | "dots";
	points: readonly PodPoint[];
	/** Points drawn as crosses instead of being joined to a line. */
	failures: readonly PodPoint[];
};
