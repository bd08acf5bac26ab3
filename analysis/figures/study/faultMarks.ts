import * as Plot from "@observablehq/plot";
import type { FaultTime } from "../../digest/rows.ts";
import type { LegendEntry } from "../frame.ts";
import { rowsWithoutOverlap, textWidth } from "../labels.ts";
import { fault as faultStyle, modeStyle } from "../palette.ts";

/** A fault's window where a panel shows it. */
export type PlacedFault = {
	start: number;
	end: number;
	recovered: boolean;
	/** Above the window: what it was, or where many faults are, its number in the caption. */
	label: string;
	/** On hover. */
	hover: string;
	anchor: "start" | "end";
	/** Labels that would overlap are on different rows, counted from the plot upwards. */
	row: number;
};

/** With more faults than this their names take too much room. */
const mostNames = 2;
const labelSize = 11.5;
export const faultLabelRowHeight = 16;

export const faultLegend: LegendEntry = {
	label: "from a fault until the system was whole again",
	key: { kind: "area", ...faultStyle },
};

/** Those of a mode, in order of time. */
export function faultsOfMode(
	faults: readonly FaultTime[],
	mode: string,
): FaultTime[] {
	return faults
		.filter((fault) => fault.mode === undefined || fault.mode === mode)
		.sort((a, b) => a.startSeconds - b.startSeconds);
}

/** Places the faults of a panel whose plot, without margins, is `widthPixels` wide and shows `domain` of run time. */
export function placeFaults(
	faults: readonly FaultTime[],
	[from, to]: readonly [number, number],
	widthPixels: number,
): PlacedFault[] {
	const placed = faults.map((fault, i): PlacedFault => {
		const { startSeconds, endSeconds } = fault;
		return {
			start: Math.max(from, startSeconds),
			end: Math.min(to, endSeconds ?? to),
			recovered: endSeconds !== null,
			label: faults.length > mostNames ? String(i + 1) : fault.fault,
			hover: faultText(fault),
			anchor: startSeconds > from + (to - from) * 0.6 ? "end" : "start",
			row: 0,
		};
	});
	const shown = placed.filter(({ start, end }) => start <= to && end >= from);
	const rows = rowsWithoutOverlap(
		shown.map(({ start, label, anchor }) => {
			const at = ((start - from) / (to - from)) * widthPixels;
			const width = textWidth(label, labelSize) + 10;
			return anchor === "start" ? [at, at + width] : [at - width, at];
		}),
	);
	return shown.map((fault, i) => ({ ...fault, row: rows[i] ?? 0 }));
}

/** How many rows of labels the faults take. */
export function labelRows(faults: readonly PlacedFault[]): number {
	return Math.max(0, ...faults.map(({ row }) => row + 1));
}

/** Shaded windows with edges and labels above the plot; to be drawn below everything else. */
export function faultMarks(faults: readonly PlacedFault[]): Plot.Markish {
	return [
		Plot.rect(faults, {
			x1: "start",
			x2: "end",
			fill: faultStyle.fill,
			fillOpacity: faultStyle.opacity,
			title: "hover",
			className: "fault-window",
		}),
		Plot.ruleX(
			faults.flatMap(({ start, end, recovered }) =>
				recovered ? [start, end] : [start],
			),
			{
				stroke: faultStyle.edge,
				strokeDasharray: "3 2",
				className: "fault-edge",
			},
		),
		faults.map((fault) =>
			Plot.text([fault], {
				x: "start",
				text: "label",
				title: "hover",
				frameAnchor: "top",
				textAnchor: fault.anchor,
				dx: fault.anchor === "start" ? -2 : 2,
				dy: -6 - fault.row * faultLabelRowHeight,
				lineAnchor: "bottom",
				fontSize: labelSize,
				fontWeight: 600,
				fill: faultStyle.edge,
				className: "fault-label",
			}),
		),
	];
}

/** For example `delete-pods at 60.0 s, whole again after 3.4 s`. */
function faultText({ fault, startSeconds, endSeconds }: FaultTime): string {
	const at = `${fault} at ${startSeconds.toFixed(1)} s`;
	return endSeconds === null
		? `${at}, not whole again before the end`
		: `${at}, whole again after ${(endSeconds - startSeconds).toFixed(1)} s`;
}

/** The faults of every panel in words, numbered as there; one sentence where they are the same in all. */
export function faultSentences(
	panels: readonly { mode: string; faults: readonly FaultTime[] }[],
): string[] {
	const texts = panels.map(({ mode, faults }) => ({
		where: ` in ${modeStyle(mode).label}`,
		text: faultList(faults),
	}));
	const different = new Set(texts.map(({ text }) => text));
	const told =
		different.size === 1
			? texts.slice(0, 1).map(({ text }) => ({ where: "", text }))
			: texts;
	return told
		.filter(({ text }) => text !== "")
		.map(
			({ where, text }) => `Faults${where}, medians over the runs: ${text}.`,
		);
}

function faultList(faults: readonly FaultTime[]): string {
	return faults
		.map((fault, i) =>
			faults.length > mostNames
				? `(${i + 1}) ${faultText(fault)}`
				: faultText(fault),
		)
		.join("; ");
}
