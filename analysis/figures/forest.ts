import * as Plot from "@observablehq/plot";
import { median } from "d3-array";
import { isControl, modesInOrder } from "../../schema/modesInOrder.ts";
import { headlines, metrics } from "../digest/metrics.ts";
import type { MetricName, MetricRow, OfRun } from "../digest/rows.ts";
import type { Comparison } from "../statistics/comparison.ts";
import { swapped } from "../statistics/sentences.ts";
import { chart, modeLegend, runColumns } from "./chart.ts";
import { ink, modeStyle, mutedInk } from "./colours.ts";
import { roomFor, rowAxis, valueAxis } from "./draw.ts";
import { readable } from "./numbers.ts";
import type { Picture, PictureContext } from "./picture.ts";
import { ratioScale } from "./scales.ts";

/** Where there is room for a few words only. */
const shortNames: Readonly<Partial<Record<MetricName, string>>> = {
	rtoSlowest: "back after",
	missedWorst: "missed updates",
	persistP50: "persist p50",
	persistP99: "persist p99",
	retrieveP50: "retrieve p50",
	startupMean: "startup",
	memoryTotal: "memory",
	cpuTotal: "processors",
};
const nameOf = (metric: string) => shortNames[metric as MetricName] ?? metric;

/** One run beside the median of the runs that it is compared with, which have the same size. */
type Dot = OfRun & {
	metric: MetricName;
	against: string;
	ratio: number;
	value: number;
};

/**
 * How many times as much each mode has as the first one, in every metric that summaries tell of: the estimate over all sizes with its
 * interval, and every run beside the median of the first mode's runs of its size.
 */
export function forest(
	rows: readonly MetricRow[],
	comparisons: readonly Comparison[],
	context: PictureContext,
): Picture {
	const settled = rows.flatMap(({ view, value, ...row }) =>
		view === "settled" && !isControl(row.mode) && value !== null && headlines.includes(row.metric)
			? [{ ...row, value }]
			: [],
	);
	const [base, ...others] = modesInOrder(settled.map(({ mode }) => mode));
	const { hollow = {} } = context;
	const middle = (metric: MetricName, replicas: number) =>
		median(
			settled.filter(
				(row) => row.metric === metric && row.replicas === replicas && row.mode === base && !(row.run in hollow),
			),
			({ value }) => value,
		) ??
		median(
			settled.filter((row) => row.metric === metric && row.replicas === replicas && row.mode === base),
			({ value }) => value,
		);
	const dots = others.flatMap((against) =>
		settled
			.filter(({ mode }) => mode === base || mode === against)
			.flatMap((row): Dot[] => {
				const of = middle(row.metric, row.replicas);
				return of === undefined || of === 0 || row.value === 0 ? [] : [{ ...row, against, ratio: row.value / of }];
			}),
	);
	const estimates = others.flatMap((against) =>
		comparisons
			.filter(
				({ first, second, ratio }) =>
					ratio !== null && [first, second].includes(against) && [first, second].includes(base ?? ""),
			)
			.map((each) => (each.first === base ? each : swapped(each)))
			.map(({ metric, ratio, outcome }) => ({
				metric,
				against,
				value: ratio?.value ?? 1,
				low: ratio?.interval?.low ?? null,
				high: ratio?.interval?.high ?? null,
				isShown: outcome === "firstLower" || outcome === "secondLower",
			})),
	);
	const scale = ratioScale([
		...dots.map(({ ratio }) => ratio),
		...estimates.flatMap(({ low, high, value }) => [low ?? value, high ?? value]),
	]);
	const present = headlines.filter((metric) => dots.some((dot) => dot.metric === metric));
	const baseLabel = modeStyle(base ?? "").label;
	return chart(
		{
			name: "forest",
			title: `How many times as much as ${baseLabel}`,
			subtitle:
				"Dots: runs, each beside the median run of the same size. Strokes: the estimate over all sizes, and its interval. Less is better; at 1 there is no difference.",
			columns: [
				...runColumns,
				{ label: "metric", value: ({ metric }: Dot) => metrics[metric].label },
				{ label: "unit", value: ({ metric }: Dot) => metrics[metric].unit },
				{ label: "value", value: ({ metric, value }: Dot) => value * metrics[metric].factor },
				{ label: "compared", value: ({ against }: Dot) => against },
				{
					label: `times the median of ${base}`,
					value: ({ ratio }: Dot) => ratio,
				},
			],
			rows: dots,
			legend: [...modeLegend(dots), { label: "estimate and interval", key: { kind: "line", color: ink, width: 3 } }],
			panels: others.map((against) => {
				const own = estimates.filter((each) => each.against === against);
				return {
					heading: `${modeStyle(against).label}, times ${baseLabel}`,
					plot: {
						height: 14 + present.length * 34 + 46,
						marginLeft: roomFor(present.map(nameOf)),
						x: scale,
						y: { type: "band", domain: present, padding: 0.1 },
						marks: [
							valueAxis("x", scale, "times"),
							rowAxis(nameOf),
							Plot.ruleX([1], { stroke: mutedInk, strokeWidth: 1.5 }),
							[base ?? "", against].map((mode) => {
								const { color, symbol } = modeStyle(mode);
								const runs = dots.filter((dot) => dot.against === against && dot.mode === mode);
								const options = {
									x: "ratio",
									y: "metric",
									dy: mode === base ? 8 : 0,
									symbol,
									r: 3,
									title: ({ run, ratio, metric, value }: Dot) =>
										`${run}: ${readable(value * metrics[metric].factor)} ${metrics[metric].unit}, ${readable(ratio)}×`,
								} as const;
								return [
									Plot.dot(
										runs.filter(({ run }) => !(run in hollow)),
										{ ...options, fill: color, fillOpacity: 0.5, className: "run" },
									),
									Plot.dot(
										runs.filter(({ run }) => run in hollow),
										{ ...options, stroke: color, className: "hollow-run" },
									),
								];
							}),
							Plot.ruleY(
								own.filter(({ low }) => low !== null),
								{
									x1: "low",
									x2: "high",
									y: "metric",
									dy: -8,
									stroke: ink,
									strokeWidth: 3,
									className: "interval",
								},
							),
							Plot.dot(own, {
								x: "value",
								y: "metric",
								dy: -8,
								r: 4.5,
								fill: ink,
								title: ({ value }) => `${readable(value)}×`,
								className: "estimate",
							}),
						],
					},
				};
			}),
			captions: [
				settled.some(({ value }) => value === 0)
					? "A run with a 0, as in missed updates, has no place on an axis of ratios: the tables have it."
					: null,
			],
			whenEmpty: "Two modes with a number each are needed for a ratio.",
		},
		context,
	);
}
