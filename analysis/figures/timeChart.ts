import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { naturally, victimsOf } from "../digest/runTime.ts";
import type { FigureContext, Point, TimeChart } from "./chart.ts";
import {
	type Drawing,
	figureWidth,
	framed,
	type LegendEntry,
} from "./frame.ts";
import { rowsWithoutOverlap, spread, textWidth } from "./labels.ts";
import {
	dotPath,
	fault as faultStyle,
	ink,
	type LineStyle,
	lineStyles,
	mutedInk,
	otherColor,
	symbolPaths,
} from "./palette.ts";
import { plotSymbol } from "./plotSymbol.ts";
import {
	pixelsOf,
	ticksOf,
	type VerticalScale,
	verticalScale,
} from "./verticalScale.ts";
import { captions, describe, faultLabel, onlyDeletions } from "./words.ts";

const plotHeight = 340;
const marginLeft = 66;
const marginRight = 84;
const marginBottom = 44;
const faultLabelRowHeight = 18;
const faultLabelSize = 13;
const endLabelGap = 16;
/** A line with markers closer together than this many reads as a caterpillar. */
const markersPerLine = 40;

/**
 * Lines over run time. Those of the Pods that a fault struck, and those of containers, are in colour, with markers and
 * names; all others are muted. Faults are shaded windows with a label; stand-ins and incompleteness are said below.
 *
 * @returns an SVG document; for no points, one that says so
 */
export function timeChart(chart: TimeChart, context: FigureContext): string {
	const values = [...chart.points, ...chart.failures].map(({ value }) => value);
	const scale = verticalScale(values);
	const lines = new Set(chart.points.map(({ line }) => line));
	const styles = lineStyles(
		chart.linesOf === "Pods" ? victimsOf(context.faults) : [...lines],
	);
	const others = naturally([...lines].filter((line) => !styles.has(line)));
	return framed(draw(chart, context, scale, styles), {
		id: context.id,
		title: `${chart.title}: ${context.runName}`,
		subtitle: chart.subtitle,
		description: describe(chart, context, styles.size + others.length),
		legend: legend(chart, context, styles, others),
		captions: captions(context, scale.type === "log"),
	});
}

function draw(
	chart: TimeChart,
	context: FigureContext,
	scale: VerticalScale,
	styles: ReadonlyMap<string, LineStyle>,
): Drawing {
	const { document } = parseHTML("<!doctype html><html></html>");
	const faults = placeFaults(context);
	const marginTop = 10 + faultLabelRowHeight * faults.labelRows;
	const outstanding = chart.points.filter(({ line }) => styles.has(line));
	const others = chart.points.filter(({ line }) => !styles.has(line));
	const style = (line: string) => styles.get(line) as LineStyle;
	const line = (points: readonly Point[], options: Plot.LineOptions) =>
		Plot.line(points, { x: "seconds", y: "value", z: "segment", ...options });
	const dots = chart.drawAs === "dots";
	const ticks = ticksOf(scale);
	const heightPixels = marginTop + plotHeight + marginBottom;
	const svg = Plot.plot({
		document,
		width: figureWidth,
		height: heightPixels,
		marginTop,
		marginLeft,
		marginRight,
		marginBottom,
		x: {
			domain: [0, context.durationSeconds],
			label: "run time (seconds)",
			labelAnchor: "center",
			labelArrow: "none",
		},
		y: { type: scale.type, domain: scale.domain },
		marks: [
			Plot.rect(faults.windows, {
				x1: "start",
				x2: "end",
				fill: faultStyle.fill,
				fillOpacity: faultStyle.opacity,
				className: "fault-window",
			}),
			// A text of its own, because d3 leaves labels of a logarithmic axis out.
			Plot.axisY(ticks, {
				text: (tick: number) => tick.toLocaleString("en"),
				label: `${chart.quantity} (${chart.unit})`,
				labelAnchor: "center",
				labelArrow: "none",
				labelOffset: 56,
			}),
			Plot.gridY(ticks, { stroke: ink, strokeOpacity: 0.12 }),
			Plot.ruleX(faults.windows.flatMap(edgesOf), {
				stroke: faultStyle.edge,
				strokeDasharray: "3 2",
				className: "fault-edge",
			}),
			faults.windows.map((window) =>
				Plot.text([window], {
					x: "start",
					text: "label",
					frameAnchor: "top",
					textAnchor: window.anchor,
					dx: window.anchor === "start" ? -2 : 2,
					dy: -8 - window.row * faultLabelRowHeight,
					lineAnchor: "bottom",
					fontSize: faultLabelSize,
					fontWeight: 600,
					fill: faultStyle.edge,
					className: "fault-label",
				}),
			),
			dots
				? []
				: line(others, {
						stroke: otherColor,
						strokeWidth: 1.1,
						strokeOpacity: 0.75,
						className: "others",
					}),
			Plot.dot(dots ? others : singles(others), {
				x: "seconds",
				y: "value",
				r: 1.3,
				fill: otherColor,
				fillOpacity: 0.75,
				className: "other-dots",
			}),
			[...styles].map(([name, { color, dash, symbol }]) => {
				const own = outstanding.filter((point) => point.line === name);
				return [
					dots
						? []
						: line(own, {
								stroke: color,
								strokeWidth: 1.8,
								strokeDasharray: dash,
								className: "outstanding-line",
							}),
					Plot.dot(dots ? own : thinned(own), {
						x: "seconds",
						y: "value",
						symbol: plotSymbol(symbol),
						r: dots ? 2.4 : 3,
						fill: color,
						stroke: "#ffffff",
						strokeWidth: dots ? 0.25 : 0.5,
						className: "outstanding-markers",
					}),
				];
			}),
			Plot.dot(chart.failures, {
				x: "seconds",
				y: "value",
				symbol: "times",
				r: 4,
				stroke: ink,
				className: "not-acknowledged",
			}),
			endLabels(outstanding, scale).map(({ name, offsetPixels }) => [
				Plot.dot([name], {
					frameAnchor: "top-right",
					dx: 12,
					dy: offsetPixels,
					symbol: plotSymbol(style(name).symbol),
					r: 3.5,
					fill: style(name).color,
				}),
				Plot.text([name], {
					frameAnchor: "top-right",
					lineAnchor: "middle",
					textAnchor: "start",
					dx: 20,
					dy: offsetPixels,
					fontSize: 12,
					fontWeight: 600,
					fill: ink,
					className: "line-label",
				}),
			]),
			Plot.ruleY([scale.domain[0]], { stroke: ink }),
			values(chart) === 0
				? Plot.text(["No values were recorded."], {
						frameAnchor: "middle",
						fontSize: 16,
						fill: mutedInk,
					})
				: [],
		],
	}) as unknown as {
		querySelector(name: string): { remove(): void } | null;
	} & {
		innerHTML: string;
	};
	// Plot's own style sheet is for an SVG that stands alone in a page.
	svg.querySelector("style")?.remove();
	return { marks: svg.innerHTML, heightPixels };
}

function values(chart: TimeChart): number {
	return chart.points.length + chart.failures.length;
}

type PlacedFault = {
	start: number;
	end: number;
	recovered: boolean;
	label: string;
	anchor: "start" | "end";
	row: number;
};

function placeFaults({ faults, durationSeconds }: FigureContext): {
	windows: PlacedFault[];
	labelRows: number;
} {
	const plotWidth = figureWidth - marginLeft - marginRight;
	const windows = faults.map((fault) => {
		const start = Math.max(0, fault.startSeconds);
		const end = Math.min(durationSeconds, fault.endSeconds ?? durationSeconds);
		const late = start > durationSeconds * 0.6;
		return {
			start,
			end,
			recovered: fault.endSeconds !== null,
			label: faultLabel(fault),
			anchor: late ? ("end" as const) : ("start" as const),
			row: 0,
		};
	});
	const rows = rowsWithoutOverlap(
		windows.map(({ start, label, anchor }) => {
			const at = (start / durationSeconds) * plotWidth;
			const width = textWidth(label, faultLabelSize) + 12;
			return anchor === "start" ? [at, at + width] : [at - width, at];
		}),
	);
	return {
		windows: windows.map((window, i) => ({ ...window, row: rows[i] ?? 0 })),
		labelRows: Math.max(0, ...rows.map((row) => row + 1)),
	};
}

function edgesOf({ start, end, recovered }: PlacedFault): number[] {
	return recovered ? [start, end] : [start];
}

/** Points that no line would show because their segment has no other. */
function singles(points: readonly Point[]): Point[] {
	const counts = new Map<string, number>();
	for (const { segment } of points) {
		counts.set(segment, (counts.get(segment) ?? 0) + 1);
	}
	return points.filter(({ segment }) => counts.get(segment) === 1);
}

/** Points that get a marker: the ends of every segment, and enough between them to follow the line. */
function thinned(points: readonly Point[]): Point[] {
	const every = Math.max(1, Math.ceil(points.length / markersPerLine));
	return points.filter(
		({ segment }, i) =>
			i % every === 0 ||
			points[i - 1]?.segment !== segment ||
			points[i + 1]?.segment !== segment,
	);
}

function endLabels(
	points: readonly Point[],
	scale: VerticalScale,
): { name: string; offsetPixels: number }[] {
	const last = new Map(points.map(({ line, value }) => [line, value]));
	const wanted = [...last.values()].map((value) =>
		pixelsOf(value, scale, plotHeight),
	);
	const placed = spread(wanted, endLabelGap, [0, plotHeight]);
	return [...last.keys()].map((name, i) => ({
		name,
		offsetPixels: Math.round((placed[i] ?? 0) * 10) / 10,
	}));
}

function legend(
	chart: TimeChart,
	{ faults }: FigureContext,
	styles: ReadonlyMap<string, LineStyle>,
	others: readonly string[],
): LegendEntry[] {
	const dots = chart.drawAs === "dots";
	const deletions = onlyDeletions(faults);
	const struck = deletions ? "deleted" : "hit";
	const entries: LegendEntry[] = [...styles].map(
		([name, { color, dash, symbol }]) => ({
			label: chart.linesOf === "Pods" ? `${name} (${struck})` : name,
			key: dots
				? { kind: "marker", color, path: symbolPaths[symbol] }
				: { kind: "line", color, dash, symbol: symbolPaths[symbol] },
		}),
	);
	if (others.length > 0) {
		const which = styles.size === 0 ? "Pods" : "other Pods";
		entries.push({
			label: `${others.length === 1 ? others[0] : `${others.length} ${which}`}`,
			key: dots
				? { kind: "marker", color: otherColor, path: dotPath }
				: { kind: "line", color: otherColor, dash: "none" },
		});
	}
	if (faults.length > 0) {
		entries.push({
			label: deletions
				? "from the first deletion to recovery"
				: "from a fault to recovery",
			key: { kind: "area", ...faultStyle },
		});
	}
	if (chart.failures.length > 0) {
		entries.push({
			label: "not acknowledged",
			key: { kind: "cross", path: symbolPaths.times, color: ink },
		});
	}
	return entries;
}
