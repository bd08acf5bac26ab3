import * as Plot from "@observablehq/plot";
import { reference } from "./colours.ts";
import type { LegendEntry } from "./picture.ts";

/** What an axis is called stands in its middle. */
export const centred = { labelAnchor: "center", labelArrow: "none" } as const;

/** Horizontal axis of numbers of replicas, with room at its ends. */
export function sizeAxis(sizes: readonly number[]): Plot.ScaleOptions {
	const [first = 0, last = 0] = [sizes[0], sizes.at(-1)];
	const room = Math.max(1, (last - first) * 0.08);
	return { domain: [first - room, last + room], ticks: [...sizes], tickFormat: String, label: "replicas", ...centred };
}

/**
 * A dot for each run, in one colour or of one channel; runs that are incomplete or not to be
 * trusted are hollow.
 */
export function runDots<Row>(
	rows: readonly Row[],
	isHollow: (row: Row) => boolean,
	color: string,
	options: Plot.DotOptions & { fillOpacity: number },
): Plot.Markish[] {
	const { fillOpacity, ...both } = options;
	const [hollow, whole] = [true, false].map((wanted) => rows.filter((row) => isHollow(row) === wanted)) as [
		Row[],
		Row[],
	];
	return [
		Plot.dot(whole, { ...both, fill: color, fillOpacity, className: "run" }),
		Plot.dot(hollow, { ...both, stroke: color, className: "hollow-run" }),
	];
}

/** A value that the study reports, over all of the axis or from `x1` to `x2`. */
export function referenceLine<Row>(rows: readonly Row[], options: Plot.RuleYOptions): Plot.Markish {
	return Plot.ruleY([...rows], {
		...options,
		stroke: reference,
		strokeWidth: 1.5,
		strokeDasharray: "8 3",
		className: "reference-value",
	});
}

export const referenceLegend: LegendEntry = { label: "the study's text", key: { kind: "reference" } };
