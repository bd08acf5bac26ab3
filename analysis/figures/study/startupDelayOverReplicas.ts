import * as Plot from "@observablehq/plot";
import { counted } from "../../counted.ts";
import type { StartupRow } from "../../digest/rows.ts";
import { modesInOrder } from "../../modesInOrder.ts";
import type { LegendEntry } from "../frame.ts";
import {
	type LineStyle,
	modeStyle,
	mutedInk,
	symbolPaths,
} from "../palette.ts";
import { type Panel, panelFigure } from "../panels.ts";
import type { Picture, PictureContext } from "../pictures.ts";
import { plotSymbol } from "../plotSymbol.ts";
import {
	type Reference,
	referenceLegend,
	referenceMarginRight,
	referenceMarks,
	referenceText,
	referenceValues,
} from "../referenceRange.ts";
import type { VerticalScale } from "../verticalScale.ts";
import { valueAxis } from "./axes.ts";
import { oneModeRemark, pictureCaptions } from "./captions.ts";
import { ratioScale } from "./ratioScale.ts";
import { exact, readable } from "./readable.ts";
import { studyReferences } from "./references.ts";
import { type StartupCell, startupCells } from "./startupCells.ts";

const name = "figure-5-4-startup-delay";
const title = "Startup delay over the number of replicas (figure 5.4)";
const plotHeight = 260;
const marginTop = 10;
const marginBottom = 44;
/** Between the marks of first starts and of restarts with the same number of replicas. */
const besideEachOtherPixels = 5;

/**
 * The study's figure 5.4: how long it took from the start of a Pod's first container until the method served it, for every number
 * of replicas; first starts, and restarts after a fault.
 */
export function startupDelayOverReplicas(
	startups: readonly StartupRow[],
	context: PictureContext,
): Picture {
	const cells = startupCells(startups);
	const modes = modesInOrder(cells.map(({ mode }) => mode));
	const drawn = modes.map((mode) => ({
		mode,
		cells: cells.filter((cell) => cell.mode === mode),
		references: studyReferences("startup", mode, context.study, {
			durationSeconds: context.durationSeconds,
			faultSeconds: null,
		}),
	}));
	const referenced = drawn.some(({ references }) => references.length > 0);
	const scale = ratioScale([
		...cells.flatMap(({ low, median, high }) => [low, median, high]),
		...drawn.flatMap(({ references }) => referenceValues(references)),
	]);
	const id = `${context.idPrefix}-${name}`;
	const alternative = inWords(drawn);
	const several = cells.some(({ runs }) => runs.length > 1);
	const restarts = cells.some(({ restart }) => restart);
	const svg = panelFigure({
		id,
		title: `${title}: ${context.protocolName}`,
		subtitle: `From the start of a Pod's first container until the method served the replica; of each run, the mean over its replicas. ${
			several
				? "Small dots: runs; lines: their medians; bars: from the smallest to the largest run."
				: "Each dot is a single run, so no spread is shown."
		}`,
		description: alternative,
		legend: legend(restarts, referenced),
		captions: pictureCaptions(context, {
			logarithmic: cells.length > 0 && scale.type === "log",
			references: referenced,
			remarks: [
				cells.length > 0 && !restarts ? "No replica restarted." : null,
				oneModeRemark(modes),
			],
		}),
		hatched: referenced,
		panels: drawn.map((each, i) =>
			panel(each, i, { id, scale, domain: domainOf(cells), referenced }),
		),
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
				"starts",
				"run",
				"mean over the replicas (s)",
			],
			rows: drawn.flatMap((each) =>
				each.cells.flatMap(({ mode, replicas, restart, runs }) =>
					runs.map(({ run, mean }) => [
						mode,
						replicas,
						kindOf(restart),
						run,
						exact(mean),
					]),
				),
			),
		},
	};
}

type Drawn = {
	mode: string;
	cells: readonly StartupCell[];
	references: readonly Reference[];
};

function panel(
	{ mode, cells, references }: Drawn,
	position: number,
	{
		id,
		scale,
		domain,
		referenced,
	}: {
		id: string;
		scale: VerticalScale;
		domain: readonly [number, number];
		referenced: boolean;
	},
): Panel {
	const letter = String.fromCharCode("a".charCodeAt(0) + position);
	const runs = new Set(
		cells.flatMap((cell) => cell.runs.map(({ run }) => run)),
	);
	return {
		heading: `${letter}) ${modeStyle(mode).label}: ${counted(runs.size, "run")}`,
		plot: {
			height: marginTop + plotHeight + marginBottom,
			marginTop,
			marginBottom,
			marginRight: referenced ? referenceMarginRight : 18,
			x: {
				domain: [...domain],
				ticks: [...new Set(cells.map(({ replicas }) => replicas))],
				tickFormat: String,
				label: "replicas",
				labelAnchor: "center",
				labelArrow: "none",
			},
			y: { type: scale.type, domain: scale.domain },
			marks: [
				valueAxis(scale, "startup delay (s)"),
				referenceMarks(references, {
					figureId: id,
					domain,
					scale,
					plotHeightPixels: plotHeight,
				}),
				[false, true].map((restart) =>
					startMarks(
						cells.filter((cell) => cell.restart === restart),
						styleOf(mode, restart),
						(restart ? 1 : -1) * besideEachOtherPixels,
					),
				),
			],
		},
	};
}

function startMarks(
	cells: readonly StartupCell[],
	{ color, dash, symbol }: LineStyle,
	dx: number,
): Plot.Markish {
	const runs = cells.flatMap((cell) =>
		cell.runs.map((run) => ({ ...cell, ...run })),
	);
	return [
		Plot.line(cells, {
			x: "replicas",
			y: "median",
			dx,
			stroke: color,
			strokeWidth: 1.8,
			strokeDasharray: dash,
			className: "median-line",
		}),
		Plot.ruleX(
			cells.filter((cell) => cell.runs.length > 1),
			{
				x: "replicas",
				y1: "low",
				y2: "high",
				dx,
				stroke: color,
				strokeWidth: 2.5,
				strokeOpacity: 0.55,
				className: "range",
			},
		),
		Plot.dot(runs, {
			x: "replicas",
			y: "mean",
			dx,
			r: 2,
			fill: color,
			title: ({ run, mean, restart }: (typeof runs)[number]) =>
				`${run}, ${kindOf(restart)}: ${readable(mean)} s`,
			className: "run",
		}),
		Plot.dot(cells, {
			x: "replicas",
			y: "median",
			dx,
			symbol: plotSymbol(symbol),
			r: 3.5,
			fill: color,
			stroke: "#ffffff",
			strokeWidth: 0.5,
			title: cellText,
			className: "median-markers",
		}),
	];
}

function styleOf(mode: string, restart: boolean): LineStyle {
	const { color, deepColor } = modeStyle(mode);
	return restart
		? { color: deepColor, dash: "6 3", symbol: "triangle" }
		: { color, dash: "none", symbol: "circle" };
}

function domainOf(cells: readonly StartupCell[]): readonly [number, number] {
	const sizes = cells.map(({ replicas }) => replicas);
	const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
	const room = Math.max(1, (most - least) * 0.08);
	return [least - room, most + room];
}

function legend(restarts: boolean, referenced: boolean): LegendEntry[] {
	const kinds = restarts ? [false, true] : [false];
	const entries = kinds.map((restart): LegendEntry => {
		const { dash, symbol } = styleOf("", restart);
		return {
			label: kindOf(restart),
			key: { kind: "line", color: mutedInk, dash, symbol: symbolPaths[symbol] },
		};
	});
	return referenced ? [...entries, referenceLegend] : entries;
}

function kindOf(restart: boolean): string {
	return restart ? "restarts after a fault" : "first starts";
}

function cellText(cell: StartupCell): string {
	const { mode, replicas, restart, runs, median, low, high } = cell;
	const spread =
		runs.length > 1 ? ` (${readable(low)} … ${readable(high)})` : "";
	return `${mode}, ${replicas} replicas, ${kindOf(restart)}: ${readable(median)} s${spread}, ${counted(runs.length, "run")}`;
}

function inWords(drawn: readonly Drawn[]): string {
	if (drawn.length === 0) return `${title}: no values were recorded.`;
	const sentences = [
		`${title}, ${counted(drawn.length, "panel")}, one for each mode; medians over the runs, with the smallest and the largest run.`,
	];
	for (const { mode, cells, references } of drawn) {
		sentences.push(`${cells.map(cellText).join("; ")}.`);
		const studySays = referenceText(references);
		if (studySays !== "") {
			sentences.push(`For ${modeStyle(mode).label}, ${studySays}.`);
		}
	}
	return sentences.join(" ");
}
