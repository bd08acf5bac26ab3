import * as Plot from "@observablehq/plot";
import { counted } from "../../counted.ts";
import type { LineStyle } from "../palette.ts";
import { plotSymbol } from "../plotSymbol.ts";
import type { OverRuns } from "./overRuns.ts";
import { moment, readable } from "./readable.ts";

/** About as many markers are on a line. */
const markersPerLine = 12;
export const bandOpacity = 0.16;

/** Median over the runs as a line with markers, on a band from the smallest to the largest run. */
export function seriesMarks(
	points: readonly OverRuns[],
	style: LineStyle,
): Plot.Markish {
	const position = { x: "seconds", z: "segment" } as const;
	const severalRuns = points.filter(({ runs }) => runs > 1);
	return [
		Plot.areaY(severalRuns, {
			...position,
			y1: "low",
			y2: "high",
			fill: style.color,
			fillOpacity: bandOpacity,
			className: "band",
		}),
		Plot.line(points, {
			...position,
			y: "median",
			stroke: style.color,
			strokeWidth: 1.8,
			strokeDasharray: style.dash,
			className: "median-line",
		}),
		Plot.dot(marked(points), {
			x: "seconds",
			y: "median",
			symbol: plotSymbol(style.symbol),
			r: 3,
			fill: style.color,
			stroke: "#ffffff",
			strokeWidth: 0.5,
			className: "median-markers",
		}),
	];
}

/** A thin dotted line beside the main ones. */
export function besideMarks(
	points: readonly OverRuns[],
	{ color }: LineStyle,
): Plot.Markish {
	return Plot.line(points, {
		x: "seconds",
		y: "median",
		z: "segment",
		stroke: color,
		strokeWidth: 1.4,
		strokeDasharray: besideDash,
		className: "beside-line",
	});
}

export const besideDash = "1.5 3";

/** Invisible dots that show numbers; to be drawn above everything else. */
export function hoverMarks(
	points: readonly OverRuns[],
	unit: string,
	what: string,
): Plot.Markish {
	return Plot.dot(points, {
		x: "seconds",
		y: "median",
		r: 5,
		fill: "#ffffff",
		fillOpacity: 0,
		title: (point: OverRuns) => hoverText(point, unit, what),
		className: "hover",
	});
}

function hoverText(
	{ mode, replicas, seconds, median, low, high, runs }: OverRuns,
	unit: string,
	what: string,
): string {
	const spread = runs > 1 ? ` (${readable(low)} … ${readable(high)})` : "";
	return `${mode}, ${replicas} replicas, ${moment(seconds)}\n${what}: ${readable(median)} ${unit}${spread}, ${counted(runs, "run")}`;
}

/** The ends of every segment, and enough points between them to follow the line. */
function marked(points: readonly OverRuns[]): OverRuns[] {
	const every = Math.max(1, Math.ceil(points.length / markersPerLine));
	return points.filter(
		({ segment }, i) =>
			i % every === 0 ||
			points[i - 1]?.segment !== segment ||
			points[i + 1]?.segment !== segment,
	);
}
