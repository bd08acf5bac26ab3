import * as Plot from "@observablehq/plot";
import { hatchOf, type LegendEntry } from "./frame.ts";
import { spread } from "./labels.ts";
import { mutedInk, reference as referenceColor } from "./palette.ts";
import { pixelsOf, type VerticalScale } from "./verticalScale.ts";

/** Values that another study reports, in the unit of the figure. */
export type Reference = {
	/** A range, or where both are the same a limit or a mean. */
	low: number;
	high: number;
	/** Two short lines beside the plot: the value with its unit, and what it is. */
	label: readonly [value: string, what: string];
	/** Where on the horizontal axis it begins and ends, if it isn't about all of it. */
	from?: number;
	to?: number;
};

/** Room that labels take to the right of a plot. */
export const referenceMarginRight = 96;
const labelSize = 11;
const labelGap = 27;

export const referenceLegend: LegendEntry = {
	label: "study (read from its text)",
	key: { kind: "reference" },
};

/** Every number that must lie inside the plot. */
export function referenceValues(references: readonly Reference[]): number[] {
	return references.flatMap(({ low, high }) => [low, high]);
}

/**
 * Ranges hatched, single values as dashed lines, with labels in the right margin (`referenceMarginRight` wide).
 * The figure must be `hatched`.
 *
 * @param domain of the horizontal axis
 * @param plotHeightPixels without margins
 */
export function referenceMarks(
	references: readonly Reference[],
	{
		figureId,
		domain,
		scale,
		plotHeightPixels,
	}: {
		figureId: string;
		domain: readonly [number, number];
		scale: VerticalScale;
		plotHeightPixels: number;
	},
): Plot.Markish {
	const placed = references.map((reference) => ({
		...reference,
		from: Math.max(domain[0], reference.from ?? domain[0]),
		to: Math.min(domain[1], reference.to ?? domain[1]),
		hover: `study (read from its text): ${reference.label.join(" ")}`,
	}));
	const middles = placed.map(
		({ low, high }) =>
			(pixelsOf(low, scale, plotHeightPixels) +
				pixelsOf(high, scale, plotHeightPixels)) /
			2,
	);
	const offsets = spread(middles, labelGap, [6, plotHeightPixels - 6]);
	const ranges = placed.filter(({ low, high }) => low < high);
	const values = placed.filter(({ low, high }) => low === high);
	return [
		Plot.rect(ranges, {
			x1: "from",
			x2: "to",
			y1: "low",
			y2: "high",
			fill: hatchOf(figureId),
			stroke: referenceColor,
			strokeWidth: 0.75,
			title: "hover",
			className: "reference-range",
		}),
		Plot.ruleY(values, {
			x1: "from",
			x2: "to",
			y: "low",
			stroke: referenceColor,
			strokeWidth: 1.5,
			strokeDasharray: "8 3",
			title: "hover",
			className: "reference-value",
		}),
		// What ends early is led to its label.
		Plot.ruleY(
			placed.filter(({ to }) => to < domain[1]),
			{
				x1: "to",
				x2: () => domain[1],
				y: "high",
				stroke: referenceColor,
				strokeDasharray: "1 4",
				className: "reference-leader",
			},
		),
		placed.map(({ label }, i) =>
			Plot.text([label.join("\n")], {
				frameAnchor: "top-right",
				lineAnchor: "middle",
				textAnchor: "start",
				dx: 8,
				dy: offsets[i] ?? 0,
				fontSize: labelSize,
				fill: mutedInk,
				className: "reference-label",
			}),
		),
	];
}

/** The same in words: `the study: 40–50 ms typical; 60 ms outliers`; empty for no references. */
export function referenceText(references: readonly Reference[]): string {
	return references.length === 0
		? ""
		: `the study: ${references.map(({ label }) => label.join(" ")).join("; ")}`;
}
