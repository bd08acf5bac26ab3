import * as Plot from "@observablehq/plot";
import { max } from "d3-array";
import { counted } from "../counted.ts";
import type { FaultTime, LatencyBin } from "../digest/rows.ts";
import { modesInOrder } from "../modesInOrder.ts";
import type { LegendEntry } from "./frame.ts";
import { spread } from "./labels.ts";
import { ink, modeStyle, mutedInk } from "./palette.ts";
import { type Panel, panelFigure, panelWidthPixels } from "./panels.ts";
import type { Picture, PictureContext } from "./pictures.ts";
import { timeAxis, valueAxis } from "./study/axes.ts";
import { oneModeRemark, pictureCaptions } from "./study/captions.ts";
import {
	faultLabelRowHeight,
	faultLegend,
	faultMarks,
	faultSentences,
	faultsOfMode,
	labelRows,
	placeFaults,
} from "./study/faultMarks.ts";
import { type OverRuns, overRuns, runsOf } from "./study/overRuns.ts";
import { panelHeading } from "./study/panelHeading.ts";
import { exact, moment, readable } from "./study/readable.ts";
import {
	pixelsOf,
	type VerticalScale,
	verticalScale,
} from "./verticalScale.ts";

const quantiles = [
	{ key: "p50", label: "p50", dash: "none", widthPixels: 2.4 },
	{ key: "p95", label: "p95", dash: "7 3", widthPixels: 1.6 },
	{ key: "p99", label: "p99", dash: "2 2.5", widthPixels: 1.6 },
	{ key: "maximum", label: "slowest", dash: "none", widthPixels: 0.9 },
] as const;

type Quantile = (typeof quantiles)[number];
type Line = { quantile: Quantile; points: readonly OverRuns[] };
type Drawn = {
	mode: string;
	lines: readonly Line[];
	faults: readonly FaultTime[];
};

const millisecondsPerSecond = 1000;
const plotHeight = 270;
const marginBottom = 44;
const marginLeft = 62;
const marginRight = 62;
const labelGap = 15;

/**
 * Latency of one kind of operation over run time at one size: how the median and the tail move, and what faults do to them.
 * Of each run, the quantile over all Pods in each bin of run time; of these, the median over the runs.
 */
export function latencyQuantiles(
	latencies: readonly LatencyBin[],
	context: PictureContext,
	{ kind, replicas }: { kind: LatencyBin["kind"]; replicas: number },
): Picture {
	const name = `latency-quantiles-${kind}-${replicas}`;
	const title = `Quantiles of ${kind} latency over time, ${replicas} replicas`;
	const bins = latencies.filter(
		(bin) =>
			bin.kind === kind && bin.replicas === replicas && bin.pods === "all",
	);
	const modes = modesInOrder(bins.map(({ mode }) => mode));
	const drawn = modes.map((mode): Drawn => {
		const own = bins.filter((bin) => bin.mode === mode);
		return {
			mode,
			lines: quantiles.map((quantile) => ({
				quantile,
				points: overRuns(
					own.map((bin) => ({
						...bin,
						value: bin[quantile.key] * millisecondsPerSecond,
					})),
				),
			})),
			faults: faultsOfMode(context.faultTimes, mode),
		};
	});
	const scale = verticalScale(
		drawn.flatMap(({ lines }) =>
			lines.flatMap(({ points }) => points.map(({ median }) => median)),
		),
	);
	const alternative = inWords(title, drawn);
	const svg = panelFigure({
		id: `${context.idPrefix}-${name}`,
		title: `${title}: ${context.protocolName}`,
		subtitle:
			"From the actual start of an operation to its answer; of each run, the quantiles over all Pods in each stretch of run time. Lines: medians over the runs.",
		description: alternative,
		legend: legend(drawn),
		captions: pictureCaptions(context, {
			logarithmic: drawn.length > 0 && scale.type === "log",
			references: false,
			remarks: [...faultSentences(drawn), oneModeRemark(modes)],
		}),
		panels: panels(drawn, bins, {
			scale,
			replicas,
			label: `${kind} latency (ms)`,
			domain: [0, context.durationSeconds],
		}),
	});
	return {
		name,
		title,
		svg,
		alternative,
		table: {
			columns: [
				"mode",
				"replicas",
				"run time (s)",
				...quantiles.map(({ label }) => `${label} (ms)`),
				"runs",
			],
			rows: drawn.flatMap(tableRows),
		},
	};
}

/** The quantiles of one moment lie side by side: every line has the same moments. */
function tableRows({ mode, lines }: Drawn): (string | number)[][] {
	const moments = lines[0]?.points ?? [];
	return moments.map(({ replicas, seconds, runs }, i) => [
		mode,
		replicas,
		exact(seconds),
		...lines.map(({ points }) => exact(points[i]?.median as number)),
		runs,
	]);
}

function panels(
	drawn: readonly Drawn[],
	bins: readonly LatencyBin[],
	{
		scale,
		replicas,
		label,
		domain,
	}: {
		scale: VerticalScale;
		replicas: number;
		label: string;
		domain: readonly [number, number];
	},
): Panel[] {
	const plotWidth =
		panelWidthPixels(drawn.length > 1 ? 2 : 1) - marginLeft - marginRight;
	const placed = drawn.map(({ faults }) =>
		placeFaults(faults, domain, plotWidth),
	);
	const rows = Math.max(0, ...placed.map(labelRows));
	const marginTop = 8 + rows * faultLabelRowHeight;
	return drawn.map(({ mode, lines }, i) => ({
		heading: panelHeading(i, mode, [[replicas, runsOf(bins, mode, replicas)]]),
		plot: {
			height: marginTop + plotHeight + marginBottom,
			marginTop,
			marginRight,
			marginBottom,
			marginLeft,
			x: timeAxis(domain),
			y: { type: scale.type, domain: scale.domain },
			marks: [
				faultMarks(placed[i] ?? []),
				valueAxis(scale, label),
				lines.map((line) => quantileLine(line, mode)),
				endLabels(lines, scale),
				lines.map(({ quantile, points }) =>
					Plot.dot(points, {
						x: "seconds",
						y: "median",
						// Shown only where no line is: between two gaps.
						r: (point: OverRuns) => (isSingle(point, points) ? 2 : 4),
						fill: modeStyle(mode).color,
						fillOpacity: (point: OverRuns) => (isSingle(point, points) ? 1 : 0),
						title: ({ seconds, median, runs }: OverRuns) =>
							`${mode}, ${replicas} replicas, ${moment(seconds)}\n${quantile.label}: ${readable(median)} ms, ${counted(runs, "run")}`,
						className: "hover",
					}),
				),
			],
		},
	}));
}

function quantileLine({ quantile, points }: Line, mode: string): Plot.Markish {
	const { color, deepColor } = modeStyle(mode);
	return Plot.line(points, {
		x: "seconds",
		y: "median",
		z: "segment",
		stroke: quantile.key === "p50" ? deepColor : color,
		strokeWidth: quantile.widthPixels,
		strokeDasharray: quantile.dash,
		className: "quantile",
	});
}

function isSingle(point: OverRuns, points: readonly OverRuns[]): boolean {
	const i = points.indexOf(point);
	return (
		points[i - 1]?.segment !== point.segment &&
		points[i + 1]?.segment !== point.segment
	);
}

function endLabels(lines: readonly Line[], scale: VerticalScale): Plot.Markish {
	const wanted = lines.map(({ points }) =>
		pixelsOf(points.at(-1)?.median ?? scale.domain[0], scale, plotHeight),
	);
	const placed = spread(wanted, labelGap, [0, plotHeight]);
	return lines.map(({ quantile }, i) =>
		Plot.text([quantile.label], {
			frameAnchor: "top-right",
			lineAnchor: "middle",
			textAnchor: "start",
			dx: 8,
			dy: placed[i] ?? 0,
			fontSize: 12,
			fill: ink,
			className: "line-label",
		}),
	);
}

function legend(drawn: readonly Drawn[]): LegendEntry[] {
	const entries = quantiles.map(
		({ label, dash, widthPixels }): LegendEntry => ({
			label,
			key: { kind: "line", color: mutedInk, dash, widthPixels },
		}),
	);
	return drawn.some(({ faults }) => faults.length > 0)
		? [...entries, faultLegend]
		: entries;
}

function inWords(title: string, drawn: readonly Drawn[]): string {
	if (drawn.length === 0) return `${title}: no values were recorded.`;
	const sentences = [
		`${title}, ${counted(drawn.length, "panel")}, one for each mode.`,
	];
	for (const { mode, lines } of drawn) {
		const { label } = modeStyle(mode);
		const highest = lines.map(({ quantile, points }) => {
			const most = max(points, ({ median }) => median) as number;
			const at = points.find(({ median }) => median === most)?.seconds ?? 0;
			return `${quantile.label} ${readable(most)} ms at ${moment(at)}`;
		});
		sentences.push(`Highest in ${label}: ${highest.join(", ")}.`);
	}
	return [...sentences, ...faultSentences(drawn)].join(" ");
}
