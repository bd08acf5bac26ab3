import * as Plot from "@observablehq/plot";
import { modesInOrder } from "../../schema/modesInOrder.ts";
import { type MetricName, metrics } from "../digest/metrics.ts";
import type { MetricRow } from "../digest/rows.ts";
import { trend } from "../statistics/trend.ts";
import { chart, modeLegend, sizesOf, solid } from "./chart.ts";
import { modeScales } from "./colours.ts";
import { valueAxis } from "./draw.ts";
import { runDots, sizeAxis } from "./marks.ts";
import { readable } from "./numbers.ts";
import type { Picture, PictureContext } from "./picture.ts";
import { type Scale, scaleOf } from "./scales.ts";

/** In the order of the panels. */
const shownMetrics: readonly MetricName[] = [
	"rtoSlowest",
	"persistP50",
	"persistP99",
	"retrieveP50",
	"startupMean",
	"memoryPod",
	"memoryTotal",
	"cpuTotal",
];

type Row = {
	metric: MetricName;
	mode: string;
	replicas: number;
	/** A run, or `trend`. */
	what: string;
	value: number;
	low: number | null;
	high: number | null;
};

/**
 * What each metric does as the system grows: a dot for each run, and for each mode the trend
 * through them, with its interval.
 */
export function scaling(table: readonly MetricRow[], context: PictureContext): Picture {
	const runs = table.flatMap(({ metric, view, mode, replicas, run, value: base }): Row[] => {
		if (view !== "settled" || base === null || !shownMetrics.includes(metric)) return [];
		const value = base * metrics[metric].factor;
		return [{ metric, mode, replicas, what: run, value, low: null, high: null }];
	});
	const modes = modesInOrder(runs.map(({ mode }) => mode));
	const present = shownMetrics.filter((metric) => runs.some((row) => row.metric === metric));
	const rows = present.flatMap((metric) =>
		modes.flatMap((mode) => {
			const own = runs.filter((row) => row.metric === metric && row.mode === mode);
			return [...own, ...trendsOf(own, context)];
		}),
	);
	const someTrend = rows.some(({ what }) => what === "trend");
	const missing = shownMetrics.filter((metric) => !present.includes(metric));
	return chart(
		{
			name: "scaling",
			title: "Each metric over the number of replicas",
			subtitle: someTrend
				? "Dots: runs. Lines: trends fitted to all of a mode's runs, shaded where an interval can be given."
				: "Dots: runs. A trend takes at least three sizes.",
			columns: [
				["metric", ({ metric }) => metrics[metric].label],
				["unit", ({ metric }) => metrics[metric].unit],
				["mode", ({ mode }) => mode],
				["replicas", ({ replicas }) => replicas],
				["what", ({ what }) => what],
				["value", ({ value }) => value],
				["low", ({ low }) => low],
				["high", ({ high }) => high],
			],
			rows,
			legend: modeLegend(runs),
			panels: present.map((metric) => {
				const [ofRuns, trends] = [false, true].map((wanted) =>
					rows.filter((row) => row.metric === metric && (row.what === "trend") === wanted),
				) as [Row[], Row[]];
				const scale = scaleOf(ofRuns.map(({ value }) => value));
				const { label, unit } = metrics[metric];
				return {
					heading: label,
					plot: {
						height: 240,
						x: sizeAxis(sizesOf(runs)),
						y: scale,
						...modeScales(modes),
						marks: [
							valueAxis("y", scale, unit),
							trendMarks(trends, scale),
							runDots(ofRuns, ({ what }) => what in (context.hollow ?? {}), "mode", {
								...{ x: "replicas", y: "value", z: "mode", symbol: "mode", r: 3.6, fillOpacity: 0.75 },
								title: ({ what, value }: Row) => `${what}: ${readable(value)} ${unit}`,
							}),
						],
					},
				};
			}),
			captions: [
				missing.length > 0 ? `In no run: ${missing.map((metric) => metrics[metric].label).join("; ")}.` : null,
			],
			whenEmpty: "No run has any of these metrics.",
		},
		context,
	);
}

/** At each size of one mode's runs of one metric; none where there are too few sizes. */
function trendsOf(runs: readonly Row[], context: PictureContext): Row[] {
	const line = trend(
		solid(
			runs.map((row) => ({ ...row, run: row.what })),
			context,
		),
	);
	const [first] = runs;
	if (line === null || first === undefined) return [];
	return sizesOf(runs).map((replicas): Row => {
		const { low = null, high = null } = line.band(replicas) ?? {};
		return { ...first, replicas, what: "trend", value: line.at(replicas), low, high };
	});
}

function trendMarks(trends: readonly Row[], { domain: [lowest, highest] }: Scale): Plot.Markish {
	// What a straight line says beyond the axis is no value of a metric.
	const onAxis = (value: number | null) => Math.min(highest, Math.max(lowest, value ?? lowest));
	const place = { x: "replicas", z: "mode" } as const;
	return [
		Plot.areaY(
			trends.filter(({ low }) => low !== null),
			{
				...place,
				y1: ({ low }: Row) => onAxis(low),
				y2: ({ high }: Row) => onAxis(high),
				fill: "mode",
				fillOpacity: 0.14,
				className: "trend-interval",
			},
		),
		Plot.line(trends, {
			...place,
			y: ({ value }: Row) => onAxis(value),
			stroke: "mode",
			strokeWidth: 2,
			className: "trend",
		}),
	];
}
