import * as Plot from "@observablehq/plot";
import { group, max } from "d3-array";
import type { OfRun } from "../digest/rows.ts";
import { cellKey, cellsOf, type Panel, solid } from "./chart.ts";
import { fillOf, ink, modeStyle } from "./colours.ts";
import { roomFor, rowAxis, valueAxis } from "./draw.ts";
import { runDots } from "./marks.ts";
import { readable } from "./numbers.ts";
import type { PictureContext } from "./picture.ts";
import { type Scale, scaleOf } from "./scales.ts";

export type Part = { part: string; value: number };

/** Panels whose rows are modes and sizes, all alike: one quantity each. */
export type RowPanel<Row extends OfRun> = {
	heading: string;
	/** Of the horizontal axis, with its unit. */
	label: string;
	/** One run's number; null: it has none. */
	value: (row: Row) => number | null;
	/** Of what the number is made up; nothing: a stroke marks the median instead. */
	parts?: (row: Row) => readonly Part[] | null;
	scale?: Scale;
	/** Marks below all others. */
	below?: Plot.Markish;
};

const rowHeight = 34;

/** @param mark written behind a row's name; empty: nothing */
export function rowPanels<Row extends OfRun>(
	rows: readonly Row[],
	panels: readonly RowPanel<Row>[],
	context: PictureContext,
	mark: (key: string) => string = () => "",
): Panel[] {
	const { keys, label } = cellsOf(rows);
	const name = (key: string) => `${label(key)}${mark(key)}`;
	return panels.map((panel) => ({
		heading: panel.heading,
		plot: {
			height: 14 + keys.length * rowHeight + 46,
			marginLeft: roomFor(keys.map(name)),
			y: { type: "band", domain: keys, padding: 0.12 },
			...marksOf(panel, rows, keys, name, context),
		},
	}));
}

function marksOf<Row extends OfRun>(
	{ label, value, parts, below = [], ...given }: RowPanel<Row>,
	rows: readonly Row[],
	keys: readonly string[],
	name: (key: string) => string,
	{ hollow = {} }: PictureContext,
): { x: Scale; marks: Plot.Markish[] } {
	const known = rows
		.flatMap((row) => {
			const number = value(row);
			return number === null ? [] : [{ ...row, key: cellKey(row), number }];
		})
		.sort((a, b) => a.number - b.number);
	const statistics = solid(known, { hollow });
	const numbers = known.map(({ number }) => number);
	const highest = max(numbers) || 1;
	const scale = given.scale ?? (parts ? { type: "linear", domain: [0, highest * 1.06] } : scaleOf(numbers));
	const titleOf = ({ run, number }: (typeof known)[number]) =>
		`${run}: ${readable(number)}${hollow[run] === undefined ? "" : ` (${hollow[run]})`}`;
	return {
		x: scale,
		marks: [
			below,
			valueAxis("x", scale, label),
			rowAxis(name),
			parts ? partMarks(middlesOf(statistics, keys, parts), highest) : medianMarks(statistics),
			known.length === 0 ? Plot.text(["nothing was measured"], { frameAnchor: "middle" }) : [],
			[...group(known, ({ mode }) => mode)].map(([mode, own]) => {
				const { color, symbol } = modeStyle(mode);
				return runDots(own, ({ run }) => run in hollow, color, {
					...{ x: "number", y: "key", dy: parts ? 11 : 0, symbol, r: 3.6, fillOpacity: 0.8 },
					title: titleOf,
				});
			}),
		],
	};
}

type Segment = Part & { key: string; run: string };

/** Of each cell the parts of the run in the middle. */
function middlesOf<Row extends OfRun & { key: string }>(
	ascending: readonly Row[],
	keys: readonly string[],
	parts: (row: Row) => readonly Part[] | null,
): Segment[] {
	return keys.flatMap((key) => {
		const own = ascending.filter((each) => each.key === key);
		const middle = own[Math.floor((own.length - 1) / 2)];
		return middle === undefined ? [] : (parts(middle) ?? []).map((part) => ({ ...part, key, run: middle.run }));
	});
}

/** Bars of parts one after the other, with their numbers where there is room. */
function partMarks(segments: readonly Segment[], highest: number): Plot.Markish {
	const place = { x: "value", y: "key" } as const;
	return [
		Plot.barX([...segments], {
			...place,
			fill: ({ part }: Segment) => fillOf(part).fill,
			insetBottom: 12,
			title: ({ part, value, run }: Segment) => `${run}, ${part}: ${readable(value)}`,
			className: "part",
		}),
		Plot.text(
			[...segments],
			Plot.stackX({
				...place,
				text: ({ value }: Segment) => readable(value),
				fill: ({ part }: Segment) => fillOf(part).text,
				filter: ({ value }: Segment) => value > highest * 0.16,
				dy: -6,
			}),
		),
	];
}

function medianMarks(runs: readonly { key: string; number: number }[]): Plot.Markish {
	const stroke = { x: "number", y: "key", stroke: ink, strokeWidth: 2, className: "median" };
	return Plot.tickX([...runs], Plot.groupY({ x: "median" }, stroke));
}
