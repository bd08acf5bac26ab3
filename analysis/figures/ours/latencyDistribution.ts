import * as Plot from "@observablehq/plot";
import { extent, median } from "d3-array";
import { counted } from "../../counted.ts";
import type { QuantileRow } from "../../digest/rows.ts";
import { ink } from "../palette.ts";
import { modeStyle, type Panel, panelFigure } from "../panels.ts";
import type { Picture, PictureContext } from "../pictures.ts";
import { plotSymbol } from "../plotSymbol.ts";
import { readable } from "../study/readable.ts";
import { ticksOf } from "../verticalScale.ts";
import { type CellOf, cellsOf, modesOf, sizesOf } from "./cells.ts";
import { modeLegend } from "./modeLegend.ts";
import { nothingToDraw } from "./nothing.ts";
import { captionsOf } from "./remarks.ts";
import { tableValue } from "./tableValue.ts";

/** Marked on every median line. */
const marked = [0.5, 0.95, 0.99];

/** Median over the runs of one quantile; milliseconds. */
type MedianPoint = { probability: number; milliseconds: number };

/**
 * Empirical distribution of a latency: one thin line for each run, a thick one for the median over the runs at each probability; one
 * panel each for the smallest and the largest size.
 */
export function latencyDistribution(
	rows: readonly QuantileRow[],
	context: PictureContext,
	kind: QuantileRow["kind"] = "persist",
): Picture {
	const name = `${kind}-distribution`;
	const title = `Distribution of the ${kind} latency: ${context.protocolName}`;
	const columns = ["mode", "replicas", "run", "probability", "latency (ms)"];
	// A logarithmic axis has no zero.
	const own = rows.filter((row) => row.kind === kind && row.seconds > 0);
	const sizes = endsOf(sizesOf(own));
	const cells = cellsOf(own)
		.filter(({ replicas }) => sizes.includes(replicas))
		.map((cell) => ({ ...cell, line: medianLine(cell) }));
	if (cells.length === 0) {
		return nothingToDraw(
			{ name, title, columns },
			`No acknowledged ${kind} was recorded.`,
			context,
		);
	}
	const shown = cells.flatMap(({ runs }) => runs.flatMap(({ rows }) => rows));
	const [low = 1, high = 1] = extent(shown, ({ seconds }) => seconds * 1000);
	const domain: [number, number] = [low * 0.9, high * 1.1];
	const alternative = cells.map(sentenceOf).join(" ");
	const panels = sizes.map(
		(replicas): Panel => ({
			heading: `${replicas} replicas`,
			plot: distributionPlot(
				cells.filter((cell) => cell.replicas === replicas),
				`${kind} latency (milliseconds, logarithmic)`,
				domain,
			),
		}),
	);
	const svg = panelFigure({
		id: `${context.idPrefix}-${name}`,
		title,
		subtitle:
			"Share of the acknowledged operations, from the warm-up's end on, that took no longer. Thin: each run. Thick: the median over the runs, at each share; marked at 50, 95 and 99 %.",
		description: alternative,
		legend: modeLegend(modesOf(own)),
		captions: captionsOf(context, cells, [
			sizesOf(own).length > sizes.length
				? `Of ${counted(sizesOf(own).length, "size")}, the smallest and the largest are shown.`
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
			rows: cells.flatMap(({ mode, replicas, runs, line }) => [
				...runs.flatMap(({ run, rows }) =>
					rows.map(({ probability, seconds }) => [
						mode,
						replicas,
						run,
						probability,
						tableValue(seconds * 1000),
					]),
				),
				...line.map(({ probability, milliseconds }) => [
					mode,
					replicas,
					"median of the runs",
					probability,
					tableValue(milliseconds),
				]),
			]),
		},
	};
}

function endsOf(sizes: readonly number[]): number[] {
	return [...new Set([...sizes.slice(0, 1), ...sizes.slice(-1)])];
}

/** At probabilities that every run has: elsewhere, the median would be of other runs. */
function medianLine({ runs }: CellOf<QuantileRow>): MedianPoint[] {
	const byProbability = new Map<number, number[]>();
	for (const { probability, seconds } of runs.flatMap(({ rows }) => rows)) {
		const known = byProbability.get(probability);
		if (known) known.push(seconds * 1000);
		else byProbability.set(probability, [seconds * 1000]);
	}
	return [...byProbability]
		.filter(([, values]) => values.length === runs.length)
		.map(([probability, values]) => ({
			probability,
			milliseconds: median(values) as number,
		}))
		.sort((a, b) => a.probability - b.probability);
}

function distributionPlot(
	cells: readonly (CellOf<QuantileRow> & { line: readonly MedianPoint[] })[],
	axis: string,
	domain: [number, number],
): Plot.PlotOptions {
	const ticks = ticksOf({ type: "log", domain });
	return {
		height: 320,
		marginLeft: 60,
		marginBottom: 44,
		x: { type: "log", domain },
		y: {
			domain: [0, 100],
			label: "share of operations (%)",
			labelAnchor: "center",
			labelArrow: "none",
			labelOffset: 44,
			ticks: [0, 25, 50, 75, 95],
		},
		marks: [
			Plot.gridY([0, 25, 50, 75, 95], { stroke: ink, strokeOpacity: 0.12 }),
			Plot.gridX(ticks, { stroke: ink, strokeOpacity: 0.12 }),
			// A text of its own, because d3 leaves labels of a logarithmic axis out.
			Plot.axisX(ticks, {
				text: (tick: number) => tick.toLocaleString("en"),
				label: axis,
				labelAnchor: "center",
				labelArrow: "none",
			}),
			cells.flatMap(({ mode, runs, line }) => {
				const { color, dash, symbol } = modeStyle(mode);
				return [
					...runs.map(({ run, rows }) =>
						Plot.line(rows, {
							x: ({ seconds }: QuantileRow) => seconds * 1000,
							y: ({ probability }: QuantileRow) => probability * 100,
							sort: "probability",
							stroke: color,
							strokeWidth: 1,
							strokeOpacity: 0.4,
							title: () => run,
							className: "run-line",
						}),
					),
					Plot.line(line, {
						x: "milliseconds",
						y: ({ probability }: MedianPoint) => probability * 100,
						stroke: color,
						strokeWidth: 2.4,
						strokeDasharray: dash,
						className: "median-line",
					}),
					Plot.dot(
						line.filter(({ probability }) => marked.includes(probability)),
						{
							x: "milliseconds",
							y: ({ probability }: MedianPoint) => probability * 100,
							symbol: plotSymbol(symbol),
							r: 4,
							fill: color,
							stroke: "#ffffff",
							strokeWidth: 0.5,
							title: ({ probability, milliseconds }: MedianPoint) =>
								`${modeStyle(mode).label}: ${probability * 100} % within ${readable(milliseconds)} ms (median of ${counted(runs.length, "run")})`,
							className: "median-mark",
						},
					),
				];
			}),
			Plot.ruleY([0], { stroke: ink }),
		],
	};
}

function sentenceOf({
	label,
	runs,
	line,
}: CellOf<QuantileRow> & { line: readonly MedianPoint[] }): string {
	const at = line.filter(({ probability }) => marked.includes(probability));
	const quantiles = at.map(
		({ probability, milliseconds }) =>
			`${probability * 100} % within ${readable(milliseconds)} ms`,
	);
	return `${label} (${counted(runs.length, "run")}): ${quantiles.join(", ")}.`;
}
