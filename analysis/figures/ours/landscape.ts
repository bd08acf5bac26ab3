import * as Plot from "@observablehq/plot";
import { counted } from "../../counted.ts";
import { metrics } from "../../digest/metrics.ts";
import type { MetricName, MetricRow, View } from "../../digest/rows.ts";
import type { Estimate } from "../../statistics/comparison.ts";
import { spread } from "../labels.ts";
import { ink, mutedInk, symbolPaths } from "../palette.ts";
import { modeStyle, type Panel, panelFigure } from "../panels.ts";
import type { Picture, PictureContext } from "../pictures.ts";
import { readable } from "../study/readable.ts";
import {
	pixelsOf,
	ticksOf,
	type VerticalScale,
	verticalScale,
} from "../verticalScale.ts";
import { type CellOf, cellsOf, modesOf, sizesOf } from "./cells.ts";
import { nothingToDraw } from "./nothing.ts";
import { captionsOf } from "./remarks.ts";
import { tableValue } from "./tableValue.ts";

export type LandscapeOptions = {
	/** What a crash costs: the vertical axis. */
	crash?: MetricName;
	/** What normal life costs: the horizontal axis. */
	life?: MetricName;
	view?: View;
};

const plotHeight = 260;
const marginTop = 16;
const marginBottom = 44;
const labelGap = 14;

/** A run that has both numbers, in the units of the axes. */
type RunPoint = { run: string; crash: number; life: number };

type Place = {
	cell: CellOf<MetricRow>;
	points: readonly RunPoint[];
	/** In the units of the axes. */
	crash: Estimate;
	life: Estimate;
};

/**
 * Modes between what a crash costs and what normal life costs: medians over the runs with their intervals as a cross, and each run as a
 * faint point. Less is better on both axes. One panel for each size, all on the same axes.
 *
 * @param estimate of a median, from one value for each run
 */
export function landscape(
	rows: readonly MetricRow[],
	estimate: (values: readonly number[]) => Estimate,
	context: PictureContext,
	{
		crash = "rtoSlowest",
		life = "memoryPod",
		view = "settled",
	}: LandscapeOptions = {},
): Picture {
	const name = `landscape-${life.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
	const title = `What a crash costs, and what normal life does: ${context.protocolName}`;
	const axes = { crash: axisOf(crash), life: axisOf(life) };
	const columns = [
		"mode",
		"replicas",
		"run",
		...[axes.life, axes.crash].flatMap((axis) => [
			axis,
			`${axis}, low`,
			`${axis}, high`,
		]),
	];
	const places = cellsOf(rows.filter((row) => row.view === view)).flatMap(
		(cell) => placeOf(cell, { crash, life }, estimate) ?? [],
	);
	if (places.length === 0) {
		return nothingToDraw(
			{ name, title, columns },
			`No run has both numbers: ${axes.crash}; ${axes.life}.`,
			context,
		);
	}
	const scales = {
		crash: scaleOf(places.flatMap((place) => extremes(place, "crash"))),
		life: scaleOf(places.flatMap((place) => extremes(place, "life"))),
	};
	const shown = places.map(({ cell }) => cell);
	const few = places.some(
		({ crash, life }) => crash.interval === null || life.interval === null,
	);
	const alternative = places
		.map((place) => sentenceOf(place, { crash, life }))
		.join(" ");
	const panels = sizesOf(shown).map(
		(replicas): Panel => ({
			heading: `${replicas} replicas`,
			plot: landscapePlot(
				places.filter(({ cell }) => cell.replicas === replicas),
				axes,
				scales,
			),
		}),
	);
	const logarithmic = (["life", "crash"] as const)
		.filter((axis) => scales[axis].type === "log")
		.map((axis) => axes[axis]);
	const svg = panelFigure({
		id: `${context.idPrefix}-${name}`,
		title,
		subtitle:
			"Crosses: medians over the runs, as wide and high as their confidence intervals. Faint: each run. Less is better on both axes: the lower left is where to be.",
		description: alternative,
		legend: modesOf(shown).map((mode) => {
			const { label, color, symbol } = modeStyle(mode);
			return {
				label,
				key: {
					kind: "line",
					color,
					dash: "none",
					symbol: symbolPaths[symbol],
				},
			};
		}),
		captions: captionsOf(context, shown, [
			few
				? "A median without a cross comes from too few runs for an interval."
				: null,
			logarithmic.length > 0 ? `Logarithmic: ${logarithmic.join("; ")}.` : null,
		]),
		panels,
	});
	return {
		name,
		title,
		svg,
		alternative,
		table: {
			columns,
			rows: places.flatMap(({ cell: { mode, replicas }, points, ...of }) => [
				...points.map((point) => [
					mode,
					replicas,
					point.run,
					tableValue(point.life),
					"",
					"",
					tableValue(point.crash),
					"",
					"",
				]),
				[
					mode,
					replicas,
					"median of the runs",
					...[of.life, of.crash].flatMap(({ median, interval }) => [
						tableValue(median),
						tableValue(interval?.low ?? null),
						tableValue(interval?.high ?? null),
					]),
				],
			]),
		},
	};
}

function axisOf(metric: MetricName): string {
	const { label, unit } = metrics[metric];
	return `${label} (${unit})`;
}

function placeOf(
	cell: CellOf<MetricRow>,
	{ crash, life }: { crash: MetricName; life: MetricName },
	estimate: (values: readonly number[]) => Estimate,
): Place | null {
	const points = cell.runs.flatMap(({ run, rows }): RunPoint[] => {
		const of = (metric: MetricName) => {
			const value = rows.find((row) => row.metric === metric)?.value ?? null;
			return value === null ? null : value * metrics[metric].factor;
		};
		const [ofCrash, ofLife] = [of(crash), of(life)];
		return ofCrash === null || ofLife === null
			? []
			: [{ run, crash: ofCrash, life: ofLife }];
	});
	return points.length === 0
		? null
		: {
				cell,
				points,
				crash: estimate(points.map((point) => point.crash)),
				life: estimate(points.map((point) => point.life)),
			};
}

function extremes(place: Place, axis: "crash" | "life"): number[] {
	const { interval, median } = place[axis];
	return [
		median,
		...(interval === null ? [] : [interval.low, interval.high]),
		...place.points.map((point) => point[axis]),
	];
}

/** Zero has no place on a logarithmic axis. */
function scaleOf(values: readonly number[]): VerticalScale {
	const scale = verticalScale(values);
	const [, highest] = scale.domain;
	if (scale.type === "log" && values.some((value) => value <= 0)) {
		return { type: "linear", domain: [0, highest] };
	}
	return highest > 0 ? scale : { type: "linear", domain: [0, 1] };
}

function landscapePlot(
	places: readonly Place[],
	axes: Record<"crash" | "life", string>,
	scales: Record<"crash" | "life", VerticalScale>,
): Plot.PlotOptions {
	const [xTicks, yTicks] = [ticksOf(scales.life), ticksOf(scales.crash)];
	const text = (tick: number) => tick.toLocaleString("en");
	const [least, most] = scales.life.domain;
	const onRight = ({ life: { median } }: Place) =>
		scales.life.type === "log"
			? median > Math.sqrt(least * most)
			: median > (least + most) / 2;
	const labelOffsets = new Map(
		[true, false].flatMap((right) =>
			offsetsOf(
				places.filter((place) => onRight(place) === right),
				scales.crash,
			),
		),
	);
	return {
		height: marginTop + plotHeight + marginBottom,
		marginTop,
		marginLeft: 66,
		marginBottom,
		marginRight: 24,
		x: { type: scales.life.type, domain: scales.life.domain },
		y: { type: scales.crash.type, domain: scales.crash.domain },
		marks: [
			Plot.gridX(xTicks, { stroke: ink, strokeOpacity: 0.12 }),
			Plot.gridY(yTicks, { stroke: ink, strokeOpacity: 0.12 }),
			Plot.axisX(xTicks, {
				text,
				label: axes.life,
				labelAnchor: "center",
				labelArrow: "none",
			}),
			Plot.axisY(yTicks, {
				text,
				label: axes.crash,
				labelAnchor: "center",
				labelArrow: "none",
				labelOffset: 54,
			}),
			places.map((place) => {
				const { cell, points, crash, life } = place;
				const { color, symbol, label } = modeStyle(cell.mode);
				const right = onRight(place);
				return [
					Plot.dot(points, {
						x: "life",
						y: "crash",
						symbol,
						r: 3,
						fill: color,
						fillOpacity: 0.35,
						title: (point: RunPoint) =>
							`${point.run}: ${readable(point.life)}; ${readable(point.crash)}`,
						className: "run-point",
					}),
					life.interval === null
						? []
						: Plot.ruleY([life.interval], {
								x1: "low",
								x2: "high",
								y: crash.median,
								stroke: color,
								strokeWidth: 2,
								className: "life-interval",
							}),
					crash.interval === null
						? []
						: Plot.ruleX([crash.interval], {
								y1: "low",
								y2: "high",
								x: life.median,
								stroke: color,
								strokeWidth: 2,
								className: "crash-interval",
							}),
					Plot.dot([place], {
						x: life.median,
						y: crash.median,
						symbol,
						r: 5,
						fill: color,
						stroke: "#ffffff",
						title: () =>
							`${cell.label}: ${axes.life} ${withInterval(life)}; ${axes.crash} ${withInterval(crash)}`,
						className: "median",
					}),
					Plot.text([place], {
						x: life.median,
						y: crash.median,
						text: () => label,
						textAnchor: right ? "end" : "start",
						dx: right ? -9 : 9,
						dy: labelOffsets.get(place) ?? 0,
						fontWeight: 600,
						fill: ink,
						stroke: "#ffffff",
						strokeWidth: 3,
						className: "mode-label",
					}),
				];
			}),
			Plot.ruleX([least], { stroke: mutedInk }),
			Plot.ruleY([scales.crash.domain[0]], { stroke: mutedInk }),
		],
	};
}

/** How far each mode's name lies from its median, in pixels: a little above, and off its neighbours. */
function offsetsOf(
	places: readonly Place[],
	scale: VerticalScale,
): [Place, number][] {
	const at = places.map(({ crash }) =>
		pixelsOf(crash.median, scale, plotHeight),
	);
	const wanted = at.map((pixels) => pixels - 10);
	const placed = spread(wanted, labelGap, [0, plotHeight]);
	return places.map((place, i) => [place, (placed[i] ?? 0) - (at[i] ?? 0)]);
}

function sentenceOf(
	{ cell, points, crash, life }: Place,
	metric: { crash: MetricName; life: MetricName },
): string {
	const said = (name: MetricName, of: Estimate) =>
		`${metrics[name].label} ${withInterval(of)} ${metrics[name].unit}`;
	return `${cell.label} (${counted(points.length, "run")}): ${said(metric.life, life)}; ${said(metric.crash, crash)}.`;
}

/** `4.2 (3.9 to 4.5)`. */
function withInterval({ median, interval }: Estimate): string {
	return interval === null
		? readable(median)
		: `${readable(median)} (${readable(interval.low)} to ${readable(interval.high)})`;
}
