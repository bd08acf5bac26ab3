import * as Plot from "@observablehq/plot";
import { median } from "d3-array";
import { counted } from "../counted.ts";
import type { WindowReplica } from "../digest/rows.ts";
import { modesInOrder } from "../modesInOrder.ts";
import { ink, modeStyle, symbolPaths } from "./palette.ts";
import { type Panel, panelFigure } from "./panels.ts";
import type { Picture, PictureContext } from "./pictures.ts";
import { plotSymbol } from "./plotSymbol.ts";
import { oneModeRemark, pictureCaptions } from "./study/captions.ts";
import { exact, readable } from "./study/readable.ts";
import { type SurvivorsOfRun, survivorsOfRuns } from "./survivorsOfRuns.ts";
import { ticksOf, type VerticalScale, verticalScale } from "./verticalScale.ts";

const name = "survivors";
const title = "Availability of the survivors while others were hit";
const rowHeight = 22;
const labelMargin = 150;
const labelSize = 12;
const bareMargin = 18;
const marginTop = 8;
const marginBottom = 44;
const percent = 100;

/** One row of the figure: the runs of a mode and size, in windows of one fault. */
type Cell = {
	label: string;
	/** Its row on the vertical axis. */
	row: string;
	mode: string;
	replicas: number;
	fault: string;
	runs: readonly SurvivorsOfRun[];
	/** Over the runs; null where nothing was due. */
	sharePercent: number | null;
	gapSeconds: number;
};

/**
 * What those that a fault did not strike went through in its windows, for each fault, mode and size: which share of the updates
 * that were due was acknowledged, and how long the worst of them was without any.
 */
export function survivors(
	windows: readonly WindowReplica[],
	context: PictureContext,
): Picture {
	const cells = cellsOf(survivorsOfRuns(windows));
	const modes = modesInOrder(cells.map(({ mode }) => mode));
	const alternative = inWords(cells);
	const gaps = verticalScale(
		cells.flatMap(({ runs }) =>
			runs.map(({ longestGapSeconds }) => longestGapSeconds),
		),
	);
	const leastPercent = lowestShown(cells);
	const svg = panelFigure({
		id: `${context.idPrefix}-${name}`,
		title: `${title}: ${context.protocolName}`,
		subtitle:
			"Replicas that the fault did not strike, from its start until the system was whole again. Markers: runs; bars: their medians.",
		description: alternative,
		legend: modes.map((mode) => {
			const { label, color, symbol } = modeStyle(mode);
			return {
				label,
				key: { kind: "marker", color, path: symbolPaths[symbol] },
			};
		}),
		captions: pictureCaptions(context, {
			logarithmic: false,
			references: false,
			remarks: [
				cells.length > 0 && leastPercent > 0
					? `The axis of the share begins at ${leastPercent} %.`
					: null,
				cells.length > 0 && gaps.type === "log"
					? "The axis of the longest time is logarithmic."
					: null,
				openWindowsRemark(cells),
				oneModeRemark(modes),
			],
		}),
		panels: cells.length === 0 ? [] : panels(cells, leastPercent, gaps),
	});
	return {
		name,
		title,
		svg,
		alternative,
		table: {
			columns: [
				"fault",
				"mode",
				"replicas",
				"run",
				"survivors",
				"updates due",
				"updates missed",
				"acknowledged (%)",
				"longest time without an acknowledged update (s)",
			],
			rows: cells.flatMap(({ runs }) =>
				runs.map((run) => [
					run.fault,
					run.mode,
					run.replicas,
					run.run,
					run.survivors,
					run.expectedUpdates,
					run.missedUpdates,
					run.share === null ? "" : exact(run.share * percent),
					exact(run.longestGapSeconds),
				]),
			),
		},
	};
}

/** Fault by fault in the order of the protocol, mode by mode, from small to large. */
function cellsOf(runs: readonly SurvivorsOfRun[]): Cell[] {
	const faults = [...new Set(runs.map(({ fault }) => fault))];
	const modes = modesInOrder(runs.map(({ mode }) => mode));
	const sizes = [...new Set(runs.map(({ replicas }) => replicas))].sort(
		(a, b) => a - b,
	);
	return faults.flatMap((fault) =>
		modes.flatMap((mode) =>
			sizes.flatMap((replicas): Cell[] => {
				const own = runs.filter(
					(run) =>
						run.fault === fault &&
						run.mode === mode &&
						run.replicas === replicas,
				);
				if (own.length === 0) return [];
				const share = median(
					own.flatMap((run) => (run.share === null ? [] : [run.share])),
				);
				return [
					{
						label: `${fault}, ${mode}, ${replicas}`,
						row: `${fault} ${mode} ${replicas}`,
						fault,
						mode,
						replicas,
						runs: own,
						sharePercent: share === undefined ? null : share * percent,
						gapSeconds: median(own, (run) => run.longestGapSeconds) as number,
					},
				];
			}),
		),
	);
}

function panels(
	cells: readonly Cell[],
	leastPercent: number,
	gaps: VerticalScale,
): Panel[] {
	const faults = [...Map.groupBy(cells, ({ fault }) => fault)];
	// A row for the name of each fault, which may be long, and below it those of its cells.
	const rows = faults.flatMap(([fault, own]) => [
		fault,
		...own.map(({ row }) => row),
	]);
	const y = { type: "band", domain: rows, axis: null, padding: 0.3 } as const;
	const axisX = { labelAnchor: "center", labelArrow: "none" } as const;
	const height = marginTop + rows.length * rowHeight + marginBottom;
	const gapTicks = ticksOf(gaps);
	return [
		{
			heading: "Updates acknowledged, of those due",
			plot: {
				height,
				marginTop,
				marginBottom,
				marginLeft: labelMargin,
				marginRight: bareMargin,
				x: {
					domain: [leastPercent, percent],
					label: "acknowledged (%)",
					ticks: 5,
					...axisX,
				},
				y,
				marks: [
					faults.map(([fault]) => rowLabel(fault, fault, -labelMargin + 16)),
					cells.map(({ row, mode, replicas }) =>
						rowLabel(row, `${modeStyle(mode).label}, ${replicas}`, null),
					),
					Plot.gridX({ ticks: 5, stroke: ink, strokeOpacity: 0.12 }),
					rowRules(cells),
					cells.map((cell) =>
						rowMarks(
							cell,
							cell.sharePercent,
							({ share }) => (share === null ? null : share * percent),
							"%",
						),
					),
				],
			},
		},
		{
			heading: "Longest time without an acknowledged update",
			plot: {
				height,
				marginTop,
				marginBottom,
				marginLeft: bareMargin,
				marginRight: bareMargin,
				x: { type: gaps.type, domain: gaps.domain, axis: null },
				y,
				marks: [
					// A text of its own, because d3 leaves labels of a logarithmic axis out.
					Plot.axisX(gapTicks, {
						text: (tick: number) => tick.toLocaleString("en"),
						label: "longest time of the worst survivor (s)",
						...axisX,
					}),
					Plot.gridX(gapTicks, { stroke: ink, strokeOpacity: 0.12 }),
					rowRules(cells),
					cells.map((cell) =>
						rowMarks(
							cell,
							cell.gapSeconds,
							({ longestGapSeconds }) => longestGapSeconds,
							"s",
						),
					),
				],
			},
		},
	];
}

function rowRules(cells: readonly Cell[]): Plot.Markish {
	return Plot.ruleY(cells, { y: "row", strokeOpacity: 0.12 });
}

/** @param leftPixels from the left edge of the plot, for names of faults; null: beside the plot, for cells */
function rowLabel(
	row: string,
	text: string,
	leftPixels: number | null,
): Plot.Markish {
	return Plot.text([text], {
		y: () => row,
		frameAnchor: "left",
		textAnchor: leftPixels === null ? "end" : "start",
		dx: leftPixels ?? -8,
		fontSize: labelSize,
		fontWeight: leftPixels === null ? 400 : 600,
		fill: ink,
		className: leftPixels === null ? "cell-label" : "fault-name",
	});
}

function rowMarks(
	{ label, row, mode, runs }: Cell,
	middle: number | null,
	valueIn: (run: SurvivorsOfRun) => number | null,
	unit: string,
): Plot.Markish {
	const { color, deepColor, symbol } = modeStyle(mode);
	const markers = runs.flatMap((run) => {
		const value = valueIn(run);
		return value === null ? [] : [{ run: run.run, value, row }];
	});
	return [
		Plot.dot(markers, {
			x: "value",
			y: "row",
			symbol: plotSymbol(symbol),
			r: 3.5,
			fill: color,
			fillOpacity: 0.75,
			title: ({ run, value }: (typeof markers)[number]) =>
				`${label} replicas, ${run}: ${readable(value)} ${unit}`,
			className: "run",
		}),
		Plot.tickX(middle === null ? [] : [{ row, value: middle }], {
			x: "value",
			y: "row",
			stroke: deepColor,
			strokeWidth: 2.5,
			title: ({ value }: { value: number }) =>
				`${label} replicas, median over ${counted(runs.length, "run")}: ${readable(value)} ${unit}`,
			className: "median",
		}),
	];
}

/** Where the axis of the share begins: low enough for all runs, and no closer to the end than a tenth of it. */
function lowestShown(cells: readonly Cell[]): number {
	const shares = cells.flatMap(({ runs }) =>
		runs.map(({ share }) => (share ?? 1) * percent),
	);
	return Math.max(0, Math.min(90, Math.floor(Math.min(...shares) / 10) * 10));
}

function openWindowsRemark(cells: readonly Cell[]): string | null {
	const runs = cells.flatMap((cell) => cell.runs);
	const open = runs.filter(({ openWindows }) => openWindows > 0);
	return open.length === 0
		? null
		: `In ${counted(new Set(open.map(({ run }) => run)).size, "run")} the system was not whole again before the end: there the window lasts until then.`;
}

function inWords(cells: readonly Cell[]): string {
	if (cells.length === 0) return `${title}: no values were recorded.`;
	const sentences = cells.map(
		({ label, runs, sharePercent, gapSeconds }) =>
			`${label} replicas: ${sharePercent === null ? "no updates due" : `${readable(sharePercent)} % of the updates due acknowledged`}, longest time without one ${readable(gapSeconds)} s (${counted(runs.length, "run")}).`,
	);
	return [`${title}; medians over the runs.`, ...sentences].join(" ");
}
