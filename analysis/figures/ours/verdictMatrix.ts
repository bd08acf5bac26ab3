import * as Plot from "@observablehq/plot";
import { max } from "d3-array";
import { counted } from "../../counted.ts";
import type { Verdict } from "../../schema/run.ts";
import { figureWidth } from "../frame.ts";
import { textWidth } from "../labels.ts";
import { ink } from "../palette.ts";
import { modeStyle, type Panel, panelFigure } from "../panels.ts";
import type { Picture, PictureContext } from "../pictures.ts";
import { modesOf } from "./cells.ts";
import { nothingToDraw } from "./nothing.ts";
import { captionsOf } from "./remarks.ts";
import { noValue } from "./tableValue.ts";
import {
	faultsOf,
	properties,
	propertyNames,
	type VerdictCell,
	verdictCells,
} from "./verdictCells.ts";
import { markPath, markSymbol } from "./verdictMarks.ts";
import type { VerdictRow } from "./verdictRow.ts";

const name = "verdicts";
const columns = [
	"mode",
	"fault",
	"property",
	"runs",
	"holds",
	"violated",
	"unknown",
	"with other faults",
	"worst loss (updates)",
];
const rpoLabel = "RPO: updates lost, worst Pod";

/** Light enough for text in ink on them. */
const fills: Readonly<Record<Verdict, string>> = {
	holds: "#DCEFE7",
	violated: "#F7C9B6",
	unknown: "#ECECEC",
};

const rowHeight = 26;
const labelSize = 12;
const marginLeft = 204;
const usualMarginRight = 20;
/** Few columns must not grow into banners. */
const widestColumn = 150;
const headingAngle = -32;

type MatrixCell = {
	row: string;
	fault: string;
	verdict: Verdict | null;
	text: string;
	title: string;
};

/** What the checker found, mode by mode: properties against the faults that struck the runs, and the worst loss. */
export function verdictMatrix(
	rows: readonly VerdictRow[],
	context: PictureContext,
): Picture {
	const title = "Safety: what held in which fault";
	if (rows.length === 0) {
		return nothingToDraw(
			{ name, title, columns },
			"There is no run, so no verdict.",
			context,
		);
	}
	const cells = verdictCells(rows);
	const faults = faultsOf(rows);
	const mixed = cells.some(({ withOthers }) => withOthers > 0);
	const gaps =
		cells.length < faults.length * modesOf(rows).length ||
		cells.some(({ rpoWorst }) => rpoWorst === null);
	const alternative = cells.map(sentenceOf).join(" ");
	const panels: Panel[] = modesOf(rows).map((mode) => ({
		heading: `${modeStyle(mode).label} (${counted(rows.filter((row) => row.mode === mode).length, "run")})`,
		plot: matrix(
			cells.filter((cell) => cell.mode === mode),
			faults,
		),
	}));
	const svg = panelFigure({
		id: `${context.idPrefix}-${name}`,
		title,
		subtitle:
			"The checker's verdicts over the complete history of each run; numbers count runs. A violation in one run is one; what holds in all of them is not proven for others.",
		description: alternative,
		legend: (
			[
				["holds", "holds in all runs"],
				["violated", "violated in some"],
				["unknown", "unknown in some, violated in none"],
			] as const
		).map(([verdict, label]) => ({
			label,
			key: { kind: "cross", path: markPath(verdict), color: ink },
		})),
		captions: captionsOf(context, rows, [
			mixed
				? "* Some of these runs were struck by other faults, too: a run counts for each of its faults."
				: null,
			cells.some(({ rpoKnown, runs }) => rpoKnown > 0 && rpoKnown < runs)
				? "In brackets: in how many of the runs a loss could be measured."
				: null,
			gaps
				? "–: that mode has no such run, or no loss could be measured in it."
				: null,
		]),
		panels,
		columns: 1,
	});
	return {
		name,
		title,
		svg,
		alternative,
		table: {
			columns,
			rows: cells.flatMap((cell) =>
				propertyNames.map((property) => {
					const { holds, violated, unknown } = cell.counts[property];
					return [
						cell.mode,
						cell.fault,
						property,
						cell.runs,
						holds,
						violated,
						unknown,
						cell.withOthers,
						cell.rpoWorst ?? noValue,
					];
				}),
			),
		},
	};
}

function matrix(
	cells: readonly VerdictCell[],
	faults: readonly string[],
): Plot.PlotOptions {
	const widest = max(faults, (fault) => textWidth(fault, labelSize)) ?? 0;
	const room = figureWidth - marginLeft;
	const steep = (room - usualMarginRight) / faults.length < widest + 8;
	const radians = (Math.abs(headingAngle) * Math.PI) / 180;
	const overhang = steep ? widest * Math.cos(radians) : usualMarginRight;
	const columnWidth = Math.min(widestColumn, (room - overhang) / faults.length);
	const narrow = columnWidth < 84;
	const drawn = cells.flatMap((cell) => [
		...propertyNames.map((property): MatrixCell => {
			const counts = cell.counts[property];
			const verdict: Verdict =
				counts.violated > 0
					? "violated"
					: counts.unknown > 0
						? "unknown"
						: "holds";
			const star = cell.withOthers > 0 ? "*" : "";
			return {
				row: properties[property],
				fault: cell.fault,
				verdict,
				text: `${verdict === "holds" ? (narrow ? cell.runs : counted(cell.runs, "run")) : share(counts[verdict], cell.runs, narrow)}${star}`,
				title: `${cell.mode}, ${cell.fault}, ${property}: ${countsInWords(cell, property)}`,
			};
		}),
		{
			row: rpoLabel,
			fault: cell.fault,
			verdict: null,
			text: rpoText(cell, narrow),
			title: `${cell.mode}, ${cell.fault}: ${lossInWords(cell)}`,
		},
	]);
	const missing = faults.filter(
		(fault) => !cells.some((cell) => cell.fault === fault),
	);
	const rows = [...Object.values(properties), rpoLabel];
	const marginTop = steep ? 20 + widest * Math.sin(radians) : 26;
	const verdicts = drawn.filter(({ verdict }) => verdict !== null);
	return {
		height: marginTop + rows.length * rowHeight + 8,
		marginTop,
		marginBottom: 8,
		marginLeft,
		marginRight: room - columnWidth * faults.length,
		x: { type: "band", domain: faults, padding: 0.04 },
		y: { type: "band", domain: rows, padding: 0.08 },
		marks: [
			Plot.axisX({
				anchor: "top",
				label: null,
				tickSize: 0,
				tickPadding: 6,
				...(steep && { tickRotate: headingAngle }),
				className: "fault-name",
			}),
			Plot.axisY({ label: null, tickSize: 0, className: "property" }),
			Plot.cell(verdicts, {
				x: "fault",
				y: "row",
				fill: ({ verdict }: MatrixCell) => fills[verdict as Verdict],
				stroke: ({ verdict }: MatrixCell) =>
					verdict === "violated" ? ink : "none",
				title: "title",
				className: "verdict",
			}),
			(["holds", "violated", "unknown"] as const).map((verdict) =>
				Plot.dot(
					verdicts.filter((cell) => cell.verdict === verdict),
					{
						x: "fault",
						y: "row",
						dx: narrow ? -12 : -22,
						symbol: markSymbol(verdict),
						stroke: ink,
						strokeWidth: verdict === "violated" ? 2 : 1.4,
						className: `mark-${verdict}`,
					},
				),
			),
			Plot.text(verdicts, {
				x: "fault",
				y: "row",
				text: "text",
				textAnchor: "start",
				dx: narrow ? -3 : -12,
				title: "title",
				className: "verdict-text",
			}),
			Plot.text(
				drawn.filter(({ verdict }) => verdict === null),
				{
					x: "fault",
					y: "row",
					text: "text",
					title: "title",
					className: "loss",
				},
			),
			Plot.text(
				missing.flatMap((fault) => rows.map((row) => ({ fault, row }))),
				{ x: "fault", y: "row", text: () => "–", className: "no-such-run" },
			),
		],
	};
}

function share(some: number, all: number, narrow: boolean): string {
	return narrow ? `${some}/${all}` : `${some} of ${all}`;
}

function rpoText(
	{ runs, rpoWorst, rpoKnown }: VerdictCell,
	narrow: boolean,
): string {
	if (rpoWorst === null) return "–";
	if (rpoKnown === runs) return `${rpoWorst}`;
	const known = share(rpoKnown, runs, narrow);
	return narrow ? `${rpoWorst} (${known})` : `${rpoWorst} (in ${known})`;
}

function countsInWords(
	{ counts }: VerdictCell,
	property: keyof VerdictCell["counts"],
): string {
	const { holds, violated, unknown } = counts[property];
	return [
		...(holds > 0 ? [`holds in ${counted(holds, "run")}`] : []),
		...(violated > 0 ? [`violated in ${counted(violated, "run")}`] : []),
		...(unknown > 0 ? [`unknown in ${counted(unknown, "run")}`] : []),
	].join(", ");
}

function lossInWords({ runs, rpoWorst, rpoKnown }: VerdictCell): string {
	return rpoWorst === null
		? "no loss could be measured"
		: `${rpoWorst === 0 ? "no acknowledged update" : `at worst ${counted(rpoWorst, "acknowledged update")}`} lost, measured in ${rpoKnown} of ${counted(runs, "run")}`;
}

function sentenceOf(cell: VerdictCell): string {
	const { mode, fault, runs, withOthers } = cell;
	const notHeld = propertyNames.filter(
		(property) => cell.counts[property].holds < runs,
	);
	const verdicts =
		notHeld.length === 0
			? `all properties hold in ${counted(runs, "run")}`
			: notHeld
					.map((property) => `${property} ${countsInWords(cell, property)}`)
					.join("; ");
	const others =
		withOthers > 0 ? ` (${withOthers} of them with other faults, too)` : "";
	return `${modeStyle(mode).label}, ${fault}: ${verdicts}${others}; ${lossInWords(cell)}.`;
}
