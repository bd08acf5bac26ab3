import type { FaultWindow } from "../digest/runTime.ts";

/** What the figures of a run have in common. */
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
	/** Some of its files can't be read to their ends. */
	damaged: boolean;
};

/** One point of a line, in the unit of the figure's axis. */
export type Point = {
	/** Name of the Pod or the container that it belongs to. */
	line: string;
	seconds: number;
	value: number;
	segment: string;
};

export type TimeChart = {
	title: string;
	subtitle: string;
	/** Of Pods, which may be many, those that a fault struck stand out; of containers, each does. */
	linesOf: "Pods" | "containers";
	/** Quantity of the vertical axis, and its unit in words. */
	quantity: string;
	unit: string;
	/** Dots show many scattered values better than a line that jumps between them. */
	drawAs: "lines" | "dots";
	points: readonly Point[];
	/** Points drawn as crosses instead of being joined to a line. */
	failures: readonly Point[];
};
