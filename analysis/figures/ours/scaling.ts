import * as Plot from "@observablehq/plot";
import { metrics } from "../../digest/metrics.ts";
import type { MetricName, MetricRow, View } from "../../digest/rows.ts";
import { ink } from "../palette.ts";
import { modeStyle, type Panel, panelFigure } from "../panels.ts";
import type { Picture, PictureContext } from "../pictures.ts";
import { plotSymbol } from "../plotSymbol.ts";
import { readable } from "../study/readable.ts";
import {
	ticksOf,
	type VerticalScale,
	verticalScale,
} from "../verticalScale.ts";
import { cellsOf, medianKnown, modesOf, sizesOf } from "./cells.ts";
import { modeLegend } from "./modeLegend.ts";
import { nothingToDraw } from "./nothing.ts";
import { captionsOf } from "./remarks.ts";
import { noValue, tableValue } from "./tableValue.ts";

/** A metric fitted over the number of replicas, in the metric's base unit. */
export type TrendRow = {
	metric: MetricName;
	mode: string;
	/** Change per replica added. */
	slope: number;
	/** Bounds are null where there are too few runs for an interval. */
	line: readonly {
		replicas: number;
		value: number;
		low: number | null;
		high: number | null;
	}[];
};

/** In the order of the panels. */
export const scalingMetrics: readonly MetricName[] = [
	"persistP50",
	"persistP99",
	"retrieveP50",
	"startupMean",
	"rtoSlowest",
	"memoryPod",
	"cpuTotal",
];

const name = "scaling";
const columns = [
	"metric",
	"unit",
	"mode",
	"replicas",
	"what",
	"value",
	"low",
	"high",
];

/** In pixels: points of modes that do equally well would hide each other. */
const modeOffset = 8;

type KnownRow = MetricRow & { value: number };
type TrendPoint = TrendRow["line"][number];

/** What each metric does as the system grows: a point for each run, and for each mode the trend that it is given, with its interval. */
export function scaling(
	rows: readonly MetricRow[],
	trends: readonly TrendRow[],
	context: PictureContext,
	view: View = "settled",
): Picture {
	const title = `Scaling over the number of replicas: ${context.protocolName}`;
	const known = rows.filter(
		(row): row is KnownRow =>
			row.view === view &&
			row.value !== null &&
			scalingMetrics.includes(row.metric),
	);
	if (known.length === 0) {
		return nothingToDraw(
			{ name, title, columns },
			"No run has any of these metrics.",
			context,
		);
	}
	const present = scalingMetrics.filter((metric) =>
		known.some((row) => row.metric === metric),
	);
	const absent = scalingMetrics.filter((metric) => !present.includes(metric));
	const sizes = sizesOf(known);
	const drawnTrends = trends.filter(({ metric }) => present.includes(metric));
	const withoutTrend = modesOf(known).filter(
		(mode) => !drawnTrends.some((trend) => trend.mode === mode),
	);
	const logarithmic: string[] = [];
	const panels = present.map((metric): Panel => {
		const { label, unit } = metrics[metric];
		const panel = panelOf(metric, known, drawnTrends, sizes);
		if (panel.scale.type === "log") logarithmic.push(label);
		return { heading: `${label} (${unit})`, plot: panel.plot };
	});
	const alternative = present
		.flatMap((metric) => sentencesOf(metric, known, drawnTrends))
		.join(" ");
	const svg = panelFigure({
		id: `${context.idPrefix}-${name}`,
		title,
		subtitle:
			"Points: runs, those of one size side by side by mode. Lines: fitted trends, shaded where an interval can be given.",
		description: alternative,
		legend: modeLegend(modesOf(known)),
		captions: captionsOf(context, known, [
			withoutTrend.length > 0
				? `No trend: ${withoutTrend.map((mode) => modeStyle(mode).label).join(", ")}. It takes at least three sizes.`
				: null,
			logarithmic.length > 0
				? `Logarithmic vertical axis: ${logarithmic.join("; ")}.`
				: null,
			absent.length > 0
				? `In no run: ${absent.map((metric) => metrics[metric].label).join("; ")}.`
				: null,
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
			rows: present.flatMap((metric) => tableRows(metric, known, drawnTrends)),
		},
	};
}

function panelOf(
	metric: MetricName,
	known: readonly KnownRow[],
	trends: readonly TrendRow[],
	sizes: readonly number[],
): { plot: Plot.PlotOptions; scale: VerticalScale } {
	const { factor, unit } = metrics[metric];
	const own = known.filter((row) => row.metric === metric);
	const fitted = trends.filter((trend) => trend.metric === metric);
	const scale = verticalScale(own.map(({ value }) => value * factor));
	if (scale.type === "linear") {
		const tops = fitted.flatMap(({ line }) =>
			line.map(({ value, high }) => Math.max(value, high ?? value) * factor),
		);
		scale.domain = [0, Math.max(scale.domain[1], ...tops) || 1];
	}
	const [lowest] = scale.domain;
	// What a straight line says below the axis is no value of a metric.
	const onAxis = (value: number) => Math.max(lowest, value * factor);
	const ticks = ticksOf(scale);
	const [first = 0, last = 0] = [sizes[0], sizes.at(-1)];
	const margin = Math.max(1, (last - first) * 0.06);
	const plot: Plot.PlotOptions = {
		height: 230,
		marginLeft: 64,
		marginBottom: 42,
		x: {
			domain: [first - margin, last + margin],
			label: "replicas",
			labelAnchor: "center",
			labelArrow: "none",
			ticks: [...sizes],
			tickFormat: String,
		},
		y: { type: scale.type, domain: scale.domain, clamp: true },
		marks: [
			Plot.gridY(ticks, { stroke: ink, strokeOpacity: 0.12 }),
			Plot.axisY(ticks, {
				text: (tick: number) => tick.toLocaleString("en"),
				label: null,
			}),
			fitted.map(({ mode, line }) => {
				const banded = line.filter(
					({ low, high }) => low !== null && high !== null,
				);
				const { color, dash } = modeStyle(mode);
				return [
					Plot.areaY(banded, {
						x: "replicas",
						y1: ({ low }: TrendPoint) => onAxis(low ?? 0),
						y2: ({ high }: TrendPoint) => onAxis(high ?? 0),
						fill: color,
						fillOpacity: 0.14,
						className: "trend-interval",
					}),
					Plot.line(line, {
						x: "replicas",
						y: ({ value }: TrendPoint) => onAxis(value),
						stroke: color,
						strokeWidth: 2,
						strokeDasharray: dash,
						className: "trend",
					}),
				];
			}),
			modesOf(own).map((mode, i, modes) => {
				const { color, symbol } = modeStyle(mode);
				return Plot.dot(
					own.filter((row) => row.mode === mode),
					{
						x: "replicas",
						y: ({ value }: KnownRow) => value * factor,
						dx: (i - (modes.length - 1) / 2) * modeOffset,
						symbol: plotSymbol(symbol),
						r: 3.4,
						fill: color,
						fillOpacity: 0.7,
						stroke: "#ffffff",
						strokeWidth: 0.5,
						title: ({ run, value }: KnownRow) =>
							`${run}: ${readable(value * factor)} ${unit}`,
						className: "run-point",
					},
				);
			}),
			Plot.ruleY([lowest], { stroke: ink }),
		],
	};
	return { plot, scale };
}

function sentencesOf(
	metric: MetricName,
	known: readonly KnownRow[],
	trends: readonly TrendRow[],
): string[] {
	const { label, unit, factor } = metrics[metric];
	const own = known.filter((row) => row.metric === metric);
	return modesOf(own).map((mode) => {
		const medians = cellsOf(own.filter((row) => row.mode === mode)).map(
			({ replicas, runs }) => {
				const value = medianKnown(
					runs.flatMap(({ rows }) => rows.map(({ value }) => value)),
				) as number;
				return `${readable(value * factor)} ${unit} at ${replicas}`;
			},
		);
		const slope = trends.find(
			(trend) => trend.metric === metric && trend.mode === mode,
		)?.slope;
		const growth =
			slope === undefined
				? ""
				: `; trend ${readable(slope * factor)} ${unit} for each replica added`;
		return `${label}, ${modeStyle(mode).label}, medians: ${medians.join(", ")}${growth}.`;
	});
}

function tableRows(
	metric: MetricName,
	known: readonly KnownRow[],
	trends: readonly TrendRow[],
): (string | number)[][] {
	const { label, unit, factor } = metrics[metric];
	const own = known.filter((row) => row.metric === metric);
	return modesOf(own).flatMap((mode) => [
		...own
			.filter((row) => row.mode === mode)
			.map(({ replicas, run, value }) => [
				label,
				unit,
				mode,
				replicas,
				run,
				tableValue(value * factor),
				noValue,
				noValue,
			]),
		...trends
			.filter((trend) => trend.metric === metric && trend.mode === mode)
			.flatMap(({ line }) =>
				line.map(({ replicas, value, low, high }) => [
					label,
					unit,
					mode,
					replicas,
					"trend",
					tableValue(value * factor),
					tableValue(low === null ? null : low * factor),
					tableValue(high === null ? null : high * factor),
				]),
			),
	]);
}
