import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { FigureContext, PodChart, PodPoint } from "./chart.ts";
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
	mutedInk,
	type PodStyle,
	podStyles,
	survivorColor,
	symbolPaths,
} from "./palette.ts";
import { naturally, victimsOf } from "./rows.ts";
import {
	pixelsOf,
	ticksOf,
	type VerticalScale,
	verticalScale,
} from "./verticalScale.ts";
import { captions, describe, faultLabel } from "./words.ts";

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
 * A line for each Pod over run time: those that a fault struck in colour, with markers and names, the others muted.
 * Faults are shaded windows with a label; stand-ins and incompleteness are said below.
 *
 * @returns an SVG document; for no points, one that says so
 */
export function podChart(chart: PodChart, context: FigureContext): string {
	const values = [...chart.points, ...chart.failures].map(({ value }) => value);
	const scale = verticalScale(values);
	const victims = victimsOf(context.faults);
	const styles = podStyles(victims);
	const survivors = naturally(
		new Set(chart.points.map(({ pod }) => pod).filter((p) => !styles.has(p))),
	);
	return framed(draw(chart, context, scale, styles), {
		id: context.id,
		title: `${chart.title}: ${context.runName}`,
		subtitle: chart.subtitle,
		description: describe(chart, context, victims, survivors),
		legend: legend(chart, context, styles, survivors),
		captions: captions(context, scale.type === "log"),
	});
}

function draw(
	chart: PodChart,
	context: FigureContext,
	scale: VerticalScale,
	styles: ReadonlyMap<string, PodStyle>,
): Drawing {
	const { document } = parseHTML("<!doctype html><html></html>");
	const faults = placeFaults(context);
	const marginTop = 10 + faultLabelRowHeight * faults.labelRows;
	const struck = chart.points.filter(({ pod }) => styles.has(pod));
	const others = chart.points.filter(({ pod }) => !styles.has(pod));
	const style = (pod: string) => styles.get(pod) as PodStyle;
	const line = (pods: readonly PodPoint[], options: Plot.LineOptions) =>
		Plot.line(pods, { x: "seconds", y: "value", z: "segment", ...options });
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
						stroke: survivorColor,
						strokeWidth: 1.1,
						strokeOpacity: 0.75,
						className: "survivors",
					}),
			Plot.dot(dots ? others : singles(others), {
				x: "seconds",
				y: "value",
				r: 1.3,
				fill: survivorColor,
				fillOpacity: 0.75,
				className: "survivor-dots",
			}),
			[...styles].map(([pod, { color, dash, symbol }]) => {
				const own = struck.filter((point) => point.pod === pod);
				return [
					dots
						? []
						: line(own, {
								stroke: color,
								strokeWidth: 1.8,
								strokeDasharray: dash,
								className: "struck-line",
							}),
					Plot.dot(dots ? own : thinned(own), {
						x: "seconds",
						y: "value",
						symbol,
						r: dots ? 2.4 : 3,
						fill: color,
						stroke: "#ffffff",
						strokeWidth: dots ? 0.25 : 0.5,
						className: "struck-markers",
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
			endLabels(struck, scale).map(({ pod, offsetPixels }) => [
				Plot.dot([pod], {
					frameAnchor: "top-right",
					dx: 12,
					dy: offsetPixels,
					symbol: style(pod).symbol,
					r: 3.5,
					fill: style(pod).color,
				}),
				Plot.text([pod], {
					frameAnchor: "top-right",
					lineAnchor: "middle",
					textAnchor: "start",
					dx: 20,
					dy: offsetPixels,
					fontSize: 12,
					fontWeight: 600,
					fill: ink,
					className: "pod-label",
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

function values(chart: PodChart): number {
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
function singles(points: readonly PodPoint[]): PodPoint[] {
	const counts = new Map<string, number>();
	for (const { segment } of points) {
		counts.set(segment, (counts.get(segment) ?? 0) + 1);
	}
	return points.filter(({ segment }) => counts.get(segment) === 1);
}

/** Points that get a marker: the ends of every segment, and enough between them to follow the line. */
function thinned(points: readonly PodPoint[]): PodPoint[] {
	const every = Math.max(1, Math.ceil(points.length / markersPerLine));
	return points.filter(
		({ segment }, i) =>
			i % every === 0 ||
			points[i - 1]?.segment !== segment ||
			points[i + 1]?.segment !== segment,
	);
}

function endLabels(
	points: readonly PodPoint[],
	scale: VerticalScale,
): { pod: string; offsetPixels: number }[] {
	const last = new Map(points.map(({ pod, value }) => [pod, value]));
	const wanted = [...last.values()].map((value) =>
		pixelsOf(value, scale, plotHeight),
	);
	const placed = spread(wanted, endLabelGap, [0, plotHeight]);
	return [...last.keys()].map((pod, i) => ({
		pod,
		offsetPixels: Math.round((placed[i] ?? 0) * 10) / 10,
	}));
}

function legend(
	chart: PodChart,
	{ faults }: FigureContext,
	styles: ReadonlyMap<string, PodStyle>,
	survivors: readonly string[],
): LegendEntry[] {
	const dots = chart.drawAs === "dots";
	const entries: LegendEntry[] = [...styles].map(
		([pod, { color, dash, symbol }]) => ({
			label: `${pod} (deleted)`,
			key: dots
				? { kind: "marker", color, path: symbolPaths[symbol] }
				: { kind: "line", color, dash, symbol: symbolPaths[symbol] },
		}),
	);
	if (survivors.length > 0) {
		const which = styles.size === 0 ? "Pods" : "other Pods";
		entries.push({
			label: `${survivors.length === 1 ? survivors[0] : `${survivors.length} ${which}`}`,
			key: dots
				? { kind: "marker", color: survivorColor, path: dotPath }
				: { kind: "line", color: survivorColor, dash: "none" },
		});
	}
	if (faults.length > 0) {
		entries.push({
			label: "from the first deletion to recovery",
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
