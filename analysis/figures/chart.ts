import type { PlotOptions } from "@observablehq/plot";
import { group, max, min } from "d3-array";
import { modesInOrder } from "../../schema/modesInOrder.ts";
import type { OfRun } from "../digest/rows.ts";
import { modeStyle } from "./colours.ts";
import { drawPanel } from "./draw.ts";
import { exact, readable } from "./numbers.ts";
import type { LegendEntry, Picture, PictureContext } from "./picture.ts";

/**
 * A column of a chart's data, declared once: table, CSV, words and the empty picture follow from
 * it. Numbers of one that is `told` are told in words, for each mode and size; that is what they
 * are called there.
 */
export type Column<Row> = readonly [label: string, value: (row: Row) => string | number | null, told?: string];

export type Panel = { heading: string; plot: PlotOptions };

/** A figure as its author writes it. */
export type Chart<Row> = {
	name: string;
	title: string;
	subtitle: string;
	columns: readonly Column<NoInfer<Row>>[];
	/** What is drawn, in the order of the table. */
	rows: readonly Row[];
	/** Null: doesn't apply. */
	legend: readonly (LegendEntry | null)[];
	panels: readonly Panel[];
	/** Of this figure alone; null: doesn't apply. */
	captions?: readonly (string | null)[];
	/** Said in place of what is missing. */
	whenEmpty: string;
};

type Placed = { mode: string; replicas: number; run?: string };

const hollowLegend: LegendEntry = {
	label: "a run that is incomplete or not to be trusted",
	key: { kind: "dot", hollow: true },
};

/** The picture of a chart: what must be said of the whole group is added to it. */
export function chart<Row extends Placed>(
	{ name, title, subtitle, columns, rows, legend, panels, captions = [], whenEmpty }: Chart<Row>,
	{ idPrefix, notes, standIns, hollow = {} }: PictureContext,
): Picture {
	const empty = rows.length === 0;
	const modes = modesInOrder(rows.map(({ mode }) => mode));
	const drawsHollow = rows.some(({ run }) => run !== undefined && run in hollow);
	return {
		name,
		title,
		subtitle: empty ? "" : subtitle,
		legend: empty ? [] : [...legend, drawsHollow ? hollowLegend : null].filter((entry) => entry !== null),
		panels: empty ? [] : panels.map(({ heading, plot }, i) => drawPanel(`${idPrefix}-${name}-${i}`, heading, plot)),
		captions: [
			...(empty ? [whenEmpty] : captions.filter((each) => each !== null)),
			...(modes.length === 1 ? [`Only ${modes[0]} was run, so there is nothing to compare it with.`] : []),
			...notes,
			...(standIns.length > 0 ? [`Stand-ins: ${standIns.join("; ")}.`] : []),
		],
		alternative: empty ? whenEmpty : inWords(title, columns, rows),
		table: {
			columns: columns.map(([label]) => label),
			rows: rows.map((row) =>
				columns.map(([, value]) => {
					const cell = value(row);
					return typeof cell === "string" ? cell : exact(cell);
				}),
			),
		},
	};
}

/** The told columns of each mode and size: from the lowest to the highest. */
function inWords<Row extends Placed>(title: string, columns: readonly Column<Row>[], rows: readonly Row[]): string {
	const cells = [...group(rows, cellName)].flatMap(([cell, own]) => {
		const parts = columns.flatMap(([, value, told]) => {
			if (told === undefined) return [];
			const numbers = own.map(value).filter((each) => typeof each === "number");
			const [low, high] = [min(numbers), max(numbers)];
			if (low === undefined || high === undefined) return [];
			const range = low === high ? readable(low) : `${readable(low)} to ${readable(high)}`;
			return [`${told} ${range}`];
		});
		return parts.length === 0 ? [] : [`${cell}: ${parts.join("; ")}.`];
	});
	return [`${title}.`, ...cells].join(" ");
}

/** `central, 5 replicas`. */
function cellName({ mode, replicas }: Placed): string {
	return `${modeStyle(mode).label}, ${replicas} replicas`;
}

/** Legend of the modes among some rows. */
export function modeLegend(rows: readonly { mode: string }[]): LegendEntry[] {
	return modesInOrder(rows.map(({ mode }) => mode)).map((mode) => ({
		label: modeStyle(mode).label,
		key: { kind: "mode", mode },
	}));
}

/** Columns that every table of runs begins with. */
export const runColumns: readonly Column<OfRun>[] = [
	["mode", ({ mode }) => mode],
	["replicas", ({ replicas }) => replicas],
	["run", ({ run }) => run],
];

/** Numbers of replicas, ascending. */
export function sizesOf(rows: readonly { replicas: number }[]): number[] {
	return [...new Set(rows.map(({ replicas }) => replicas))].sort((a, b) => a - b);
}

/**
 * A key for each mode and size, for band scales, in order of modes and sizes; and how a key is
 * written.
 */
export function cellsOf(rows: readonly Placed[]) {
	const sizes = sizesOf(rows);
	const keys = modesInOrder(rows.map(({ mode }) => mode)).flatMap((mode) =>
		sizes
			.filter((size) => rows.some((row) => row.mode === mode && row.replicas === size))
			.map((replicas) => cellKey({ mode, replicas })),
	);
	return {
		keys,
		label: (key: string) => {
			const at = key.lastIndexOf(" ");
			const { label } = modeStyle(key.slice(0, at));
			return sizes.length > 1 ? `${label} ${key.slice(at + 1)}` : label;
		},
	};
}

export function cellKey({ mode, replicas }: Placed): string {
	return `${mode} ${replicas}`;
}

/** Rows of the runs that statistics are made of: of a cell that has only hollow ones, those. */
export function solid<Row extends Placed>(
	rows: readonly Row[],
	{ hollow = {} }: Pick<PictureContext, "hollow">,
): Row[] {
	const isSolid = ({ run }: Row) => run === undefined || !(run in hollow);
	const cells = new Set(rows.filter(isSolid).map(cellKey));
	return rows.filter((row) => isSolid(row) || !cells.has(cellKey(row)));
}
