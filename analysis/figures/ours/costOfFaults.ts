import * as Plot from "@observablehq/plot";
import { extent, ticks as linearTicks, max } from "d3-array";
import { counted } from "../../counted.ts";
import type { LegendEntry } from "../frame.ts";
import { textWidth } from "../labels.ts";
import { ink, mutedInk, symbolPaths } from "../palette.ts";
import { modeStyle, type Panel, panelFigure } from "../panels.ts";
import type { Picture, PictureContext } from "../pictures.ts";
import { plotSymbol } from "../plotSymbol.ts";
import { readable } from "../study/readable.ts";
import { ticksOf } from "../verticalScale.ts";
import { type CellOf, cellsOf, medianKnown } from "./cells.ts";
import type { CostRow, Level } from "./costRows.ts";
import { nothingToDraw } from "./nothing.ts";
import { captionsOf } from "./remarks.ts";
import { tableValue } from "./tableValue.ts";

type Statistic = "typical" | "slow";
type Baseline = "before" | "calm";

const statistics: Readonly<Record<Statistic, string>> = {
	typical: "Typical persist latency",
	slow: "Slowest persist latency per bin",
};
const baselines: Readonly<Record<Baseline, string>> = {
	before: "against the same run before its first fault",
	calm: "against runs without faults",
};

const name = "cost-of-faults";
const columns = [
	"mode",
	"replicas",
	"run",
	"statistic",
	"in faults (ms)",
	"operations in faults",
	"baseline",
	"baseline (ms)",
	"ratio",
];

type RatioPoint = {
	key: string;
	mode: string;
	baseline: Baseline;
	run: string;
	ratio: number;
};
type MedianRatio = Omit<RatioPoint, "run"> & { text: string };

const rowHeight = 44;
const labelSize = 12;
/** From the middle of a row. */
const stripOffset = 9;

/** What the survivors of faults pay: their persist latency while a fault lasts, as a multiple of what it is otherwise. A point for each run. */
export function costOfFaults(
	rows: readonly CostRow[],
	context: PictureContext,
): Picture {
	const title = `What survivors pay while a fault lasts: ${context.protocolName}`;
	const cells = cellsOf(rows);
	const present = (["before", "calm"] as const).filter((baseline) =>
		rows.some((row) => row[baseline] !== null),
	);
	if (present.length === 0) {
		return nothingToDraw(
			{ name, title, columns },
			"No run has survivors of a fault whose latency could be compared with that of a quiet time.",
			context,
		);
	}
	const alternative = cells
		.map((cell) => sentenceOf(cell, present))
		.filter((sentence) => sentence !== "")
		.join(" ");
	const panels = (["typical", "slow"] as const).map(
		(statistic): Panel => ({
			heading: statistics[statistic],
			plot: ratioPlot(cells, statistic, present),
		}),
	);
	const svg = panelFigure({
		id: `${context.idPrefix}-${name}`,
		title,
		subtitle:
			"Latency of the Pods that no fault struck, in the faults' windows, as a multiple of a quiet time's. Points: runs. Strokes and numbers: their medians. 1: nothing is paid.",
		description: alternative,
		legend: present.map(
			(baseline): LegendEntry => ({
				label: baselines[baseline],
				key:
					baseline === "before"
						? { kind: "marker", path: symbolPaths.circle, color: ink }
						: { kind: "cross", path: symbolPaths.circle, color: ink },
			}),
		),
		captions: captionsOf(context, rows, [
			"Typical: the median. Slowest per bin: the slowest operation of each bin of run time, the median over the bins.",
			present.includes("calm")
				? null
				: "There are no runs without faults of the same modes and sizes.",
			"A short window holds few operations: the table says how many.",
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
			rows: cells.flatMap(({ mode, replicas, runs }) =>
				runs.flatMap(({ run, rows }) =>
					rows.flatMap((row) =>
						(["typical", "slow"] as const).flatMap((statistic) =>
							present.flatMap((baseline) => {
								const level = row[baseline];
								return level === null
									? []
									: [
											[
												mode,
												replicas,
												run,
												statistics[statistic],
												tableValue(row.inFaults[statistic] * 1000),
												row.inFaults.operations,
												baselines[baseline],
												tableValue(level[statistic] * 1000),
												tableValue(ratio(row.inFaults, level, statistic)),
											],
										];
							}),
						),
					),
				),
			),
		},
	};
}

/** Null where the baseline is 0. */
function ratio(
	inFaults: Level,
	baseline: Level | null,
	statistic: Statistic,
): number | null {
	return baseline === null || baseline[statistic] === 0
		? null
		: inFaults[statistic] / baseline[statistic];
}

function ratiosOf(
	{ runs }: CellOf<CostRow>,
	statistic: Statistic,
	baseline: Baseline,
): { run: string; ratio: number }[] {
	return runs.flatMap(({ run, rows }) =>
		rows.flatMap((row) => {
			const value = ratio(row.inFaults, row[baseline], statistic);
			return value === null ? [] : [{ run, ratio: value }];
		}),
	);
}

function ratioPlot(
	cells: readonly CellOf<CostRow>[],
	statistic: Statistic,
	present: readonly Baseline[],
): Plot.PlotOptions {
	const points = cells.flatMap((cell) =>
		present.flatMap((baseline) =>
			ratiosOf(cell, statistic, baseline).map(
				(point): RatioPoint => ({
					...point,
					key: cell.key,
					mode: cell.mode,
					baseline,
				}),
			),
		),
	);
	const medians = cells.flatMap((cell) =>
		present.flatMap((baseline): MedianRatio[] => {
			const value = medianKnown(
				ratiosOf(cell, statistic, baseline).map(({ ratio }) => ratio),
			);
			const { key, mode } = cell;
			return value === null
				? []
				: [{ key, mode, baseline, ratio: value, text: times(value) }];
		}),
	);
	const labels = new Map(
		cells.map(({ key, label, runs }) => [
			key,
			`${label}\n${counted(runs.length, "run")}`,
		]),
	);
	const scale = ratioScale(points.map(({ ratio }) => ratio));
	const marginTop = 8;
	const marginBottom = 44;
	const offset = (baseline: Baseline) =>
		present.length === 1
			? 0
			: baseline === "before"
				? -stripOffset
				: stripOffset;
	return {
		height: marginTop + cells.length * rowHeight + marginBottom,
		marginTop,
		marginBottom,
		marginLeft:
			12 +
			(max(cells, ({ label }) => Math.ceil(textWidth(label, labelSize))) ?? 0),
		marginRight: 56,
		x: { type: scale.type, domain: scale.domain },
		y: { type: "band", domain: [...labels.keys()], padding: 0 },
		marks: [
			Plot.gridX(scale.ticks, { stroke: ink, strokeOpacity: 0.12 }),
			Plot.axisX(scale.ticks, {
				text: (tick: number) => tick.toLocaleString("en"),
				label: `times the quiet time's${scale.type === "log" ? " (logarithmic)" : ""}`,
				labelAnchor: "center",
				labelArrow: "none",
			}),
			Plot.axisY({
				tickSize: 0,
				label: null,
				text: (key: string) => labels.get(key) ?? key,
				lineHeight: 1.25,
			}),
			Plot.ruleX([1], {
				stroke: mutedInk,
				strokeWidth: 1.5,
				className: "nothing-paid",
			}),
			present.flatMap((baseline) => {
				const dy = offset(baseline);
				const own = medians.filter((point) => point.baseline === baseline);
				return [
					Plot.tickX(own, {
						x: "ratio",
						y: "key",
						stroke: ink,
						strokeWidth: 2,
						insetTop: rowHeight / 2 + dy - 7,
						insetBottom: rowHeight / 2 - dy - 7,
						className: "median",
					}),
					Plot.text(own, {
						y: "key",
						frameAnchor: "right",
						textAnchor: "start",
						dx: 8,
						dy,
						text: "text",
						className: "median-text",
					}),
					cells.map(({ key, mode }) => {
						const { color, symbol } = modeStyle(mode);
						return Plot.dot(
							points.filter(
								(point) => point.key === key && point.baseline === baseline,
							),
							{
								x: "ratio",
								y: "key",
								dy,
								symbol: plotSymbol(symbol),
								r: 3.6,
								...(baseline === "before"
									? {
											fill: color,
											fillOpacity: 0.75,
											stroke: "#ffffff",
											strokeWidth: 0.5,
										}
									: { fill: "none", stroke: color, strokeWidth: 1.4 }),
								title: ({ run, ratio }: RatioPoint) =>
									`${run}: ${times(ratio)} ${baselines[baseline]}`,
								className: `run-point-${baseline}`,
							},
						);
					}),
				];
			}),
		],
	};
}

/** Has 1 in it. Logarithmic where a linear axis would press what is near 1 together. */
function ratioScale(ratios: readonly number[]): {
	type: "linear" | "log";
	domain: [number, number];
	ticks: number[];
} {
	const [low = 1, high = 1] = extent([
		1,
		...ratios.filter((ratio) => ratio > 0),
	]);
	if (high / low > 6) {
		const domain: [number, number] = [low / 1.15, high * 1.15];
		return { type: "log", domain, ticks: ticksOf({ type: "log", domain }) };
	}
	const margin = Math.max(0.1, (high - low) * 0.08);
	const domain: [number, number] = [Math.max(0, low - margin), high + margin];
	return { type: "linear", domain, ticks: linearTicks(...domain, 5) };
}

function sentenceOf(
	cell: CellOf<CostRow>,
	present: readonly Baseline[],
): string {
	const said = present.flatMap((baseline) =>
		(["typical", "slow"] as const).flatMap((statistic) => {
			const ratios = ratiosOf(cell, statistic, baseline);
			const value = medianKnown(ratios.map(({ ratio }) => ratio));
			return value === null
				? []
				: [
						`${statistics[statistic].toLowerCase()} ${times(value)} ${baselines[baseline]} (median of ${counted(ratios.length, "run")})`,
					];
		}),
	);
	return said.length === 0 ? "" : `${cell.label}: ${said.join("; ")}.`;
}

function times(ratio: number): string {
	return `${readable(ratio)}×`;
}
