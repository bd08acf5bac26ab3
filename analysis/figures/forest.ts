import * as Plot from "@observablehq/plot";
import { median, rollup } from "d3-array";
import { isControl, modesInOrder } from "../../schema/modesInOrder.ts";
import { headlines, type MetricName, metrics } from "../digest/metrics.ts";
import type { MetricRow, OfRun } from "../digest/rows.ts";
import type { Comparison } from "../statistics/comparison.ts";
import { swapped } from "../statistics/sentences.ts";
import { chart, modeLegend, runColumns, solid } from "./chart.ts";
import { ink, modeStyle, mutedInk } from "./colours.ts";
import { roomFor, rowAxis, valueAxis } from "./draw.ts";
import { runDots } from "./marks.ts";
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

/** Of all sizes together; without an interval where there is none. */
type Estimated = { metric: MetricName; against: string; value: number; low: number | null; high: number | null };

/**
 * How many times as much each mode has as the first one, in every metric that summaries tell of:
 * the estimate over all sizes with its interval, and every run beside the median of the first
 * mode's runs of its size.
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
	const [base = "", ...others] = modesInOrder(settled.map(({ mode }) => mode));
	const middles = rollup(
		settled.filter(({ mode }) => mode === base),
		(runs) => median(solid(runs, context), ({ value }) => value),
		({ metric }) => metric,
		({ replicas }) => replicas,
	);
	const dots = others.flatMap((against) =>
		settled
			.filter(({ mode }) => mode === base || mode === against)
			.flatMap((row): Dot[] => {
				const middle = middles.get(row.metric)?.get(row.replicas);
				return !middle || row.value === 0 ? [] : [{ ...row, against, ratio: row.value / middle }];
			}),
	);
	const estimates = others.flatMap((against) => estimatesOf(comparisons, base, against));
	const scale = ratioScale([
		...dots.map(({ ratio }) => ratio),
		...estimates.flatMap(({ low, high, value }) => [low ?? value, high ?? value]),
	]);
	const present = headlines.filter((metric) => dots.some((dot) => dot.metric === metric));
	const baseLabel = modeStyle(base).label;
	return chart(
		{
			name: "forest",
			title: `How many times as much as ${baseLabel}`,
			subtitle:
				"Dots: runs, each beside the median run of the same size. Strokes: the estimate over all sizes, and its interval. Less is better; at 1 there is no difference.",
			columns: [
				...runColumns,
				["metric", ({ metric }) => metrics[metric].label],
				["unit", ({ metric }) => metrics[metric].unit],
				["value", ({ metric, value }) => value * metrics[metric].factor],
				["compared", ({ against }) => against],
				[`times the median of ${base}`, ({ ratio }) => ratio],
			],
			rows: dots,
			legend: [...modeLegend(dots), { label: "estimate and interval", key: { kind: "line", color: ink, width: 3 } }],
			panels: others.map((against) => {
				const own = dots.filter((dot) => dot.against === against);
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
							// The first mode's dots lie below the others'.
							modeMarks(own, base, 8, context),
							modeMarks(own, against, 0, context),
							estimateMarks(estimates.filter((each) => each.against === against)),
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

/** How many times as much `against` has as the first mode, in each metric. */
function estimatesOf(comparisons: readonly Comparison[], base: string, against: string): Estimated[] {
	return comparisons
		.filter(({ first, second }) => [first, second].includes(against) && [first, second].includes(base))
		.map((each) => (each.first === base ? each : swapped(each)))
		.flatMap(({ metric, ratio }) => {
			if (ratio === null) return [];
			const { value, interval } = ratio;
			return [{ metric, against, value, low: interval?.low ?? null, high: interval?.high ?? null }];
		});
}

function modeMarks(dots: readonly Dot[], mode: string, dy: number, { hollow = {} }: PictureContext): Plot.Markish {
	const { color, symbol } = modeStyle(mode);
	return runDots(
		dots.filter((dot) => dot.mode === mode),
		({ run }) => run in hollow,
		color,
		{
			...{ x: "ratio", y: "metric", dy, symbol, r: 3, fillOpacity: 0.5 },
			title: ({ run, ratio, metric, value }: Dot) =>
				`${run}: ${readable(value * metrics[metric].factor)} ${metrics[metric].unit}, ${readable(ratio)}×`,
		},
	);
}

function estimateMarks(estimates: readonly Estimated[]): Plot.Markish {
	const place = { y: "metric", dy: -8 } as const;
	return [
		Plot.ruleY(
			estimates.filter(({ low }) => low !== null),
			{ ...place, x1: "low", x2: "high", stroke: ink, strokeWidth: 3, className: "interval" },
		),
		Plot.dot([...estimates], {
			...place,
			x: "value",
			r: 4.5,
			fill: ink,
			title: ({ value }: Estimated) => `${readable(value)}×`,
			className: "estimate",
		}),
	];
}
