import * as Plot from "@observablehq/plot";
import { modesInOrder } from "../../schema/modesInOrder.ts";
import { metrics } from "../digest/metrics.ts";
import type { MetricName, MetricRow } from "../digest/rows.ts";
import { trend } from "../statistics/trend.ts";
import { chart, modeLegend, sizesOf, solid } from "./chart.ts";
import { modeScales } from "./colours.ts";
import { valueAxis } from "./draw.ts";
import { readable } from "./numbers.ts";
import type { Picture, PictureContext } from "./picture.ts";
import { scaleOf } from "./scales.ts";

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

/** What each metric does as the system grows: a dot for each run, and for each mode the trend through them, with its interval. */
export function scaling(table: readonly MetricRow[], context: PictureContext): Picture {
	const runs = table.flatMap(({ metric, view, mode, replicas, run, value }): Row[] =>
		view === "settled" && value !== null && shownMetrics.includes(metric)
			? [
					{
						metric,
						mode,
						replicas,
						what: run,
						value: value * metrics[metric].factor,
						low: null,
						high: null,
					},
				]
			: [],
	);
	const sizes = sizesOf(runs);
	const modes = modesInOrder(runs.map(({ mode }) => mode));
	const present = shownMetrics.filter((metric) => runs.some((row) => row.metric === metric));
	const rows = present.flatMap((metric) =>
		modes.flatMap((mode) => {
			const own = runs.filter((row) => row.metric === metric && row.mode === mode);
			const line = trend(
				solid(
					own.map((row) => ({ ...row, run: row.what })),
					context,
				),
			);
			const trends =
				line === null
					? []
					: sizesOf(own).map((replicas): Row => {
							const band = line.band(replicas);
							return {
								metric,
								mode,
								replicas,
								what: "trend",
								value: line.at(replicas),
								low: band?.low ?? null,
								high: band?.high ?? null,
							};
						});
			return [...own, ...trends];
		}),
	);
	const [first = 0, last = 0] = [sizes[0], sizes.at(-1)];
	const room = Math.max(1, (last - first) * 0.08);
	const someTrend = rows.some(({ what }) => what === "trend");
	const { hollow = {} } = context;
	return chart(
		{
			name: "scaling",
			title: "Each metric over the number of replicas",
			subtitle: someTrend
				? "Dots: runs. Lines: trends fitted to all of a mode's runs, shaded where an interval can be given."
				: "Dots: runs. A trend takes at least three sizes.",
			columns: [
				{ label: "metric", value: ({ metric }: Row) => metrics[metric].label },
				{ label: "unit", value: ({ metric }) => metrics[metric].unit },
				{ label: "mode", value: ({ mode }) => mode },
				{ label: "replicas", value: ({ replicas }) => replicas },
				{ label: "what", value: ({ what }) => what },
				{ label: "value", value: ({ value }) => value },
				{ label: "low", value: ({ low }) => low },
				{ label: "high", value: ({ high }) => high },
			],
			rows,
			legend: modeLegend(runs),
			panels: present.map((metric) => {
				const own = rows.filter((row) => row.metric === metric);
				const ofRuns = own.filter(({ what }) => what !== "trend");
				const trends = own.filter(({ what }) => what === "trend");
				const scale = scaleOf(ofRuns.map(({ value }) => value));
				const { label, unit } = metrics[metric];
				const [lowest, highest] = scale.domain;
				// What a straight line says beyond the axis is no value of a metric.
				const onAxis = (value: number | null) => Math.min(highest, Math.max(lowest, value ?? lowest));
				const position = { x: "replicas", z: "mode" } as const;
				const dot = {
					...position,
					y: "value",
					symbol: "mode",
					r: 3.6,
					title: ({ what, value }: Row) => `${what}: ${readable(value)} ${unit}`,
				} as const;
				return {
					heading: label,
					plot: {
						height: 240,
						x: {
							domain: [first - room, last + room],
							ticks: sizes,
							tickFormat: String,
							label: "replicas",
							labelAnchor: "center",
							labelArrow: "none",
						},
						y: scale,
						...modeScales(modes),
						marks: [
							valueAxis("y", scale, unit),
							Plot.areaY(
								trends.filter(({ low }) => low !== null),
								{
									...position,
									y1: ({ low }) => onAxis(low),
									y2: ({ high }) => onAxis(high),
									fill: "mode",
									fillOpacity: 0.14,
									className: "trend-interval",
								},
							),
							Plot.line(trends, {
								...position,
								y: ({ value }) => onAxis(value),
								stroke: "mode",
								strokeWidth: 2,
								className: "trend",
							}),
							Plot.dot(
								ofRuns.filter(({ what }) => !(what in hollow)),
								{ ...dot, fill: "mode", fillOpacity: 0.75, className: "run" },
							),
							Plot.dot(
								ofRuns.filter(({ what }) => what in hollow),
								{ ...dot, stroke: "mode", className: "hollow-run" },
							),
						],
					},
				};
			}),
			captions: [
				present.length < shownMetrics.length
					? `In no run: ${shownMetrics
							.filter((metric) => !present.includes(metric))
							.map((metric) => metrics[metric].label)
							.join("; ")}.`
					: null,
			],
			whenEmpty: "No run has any of these metrics.",
		},
		context,
	);
}
