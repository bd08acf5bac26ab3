import * as Plot from "@observablehq/plot";
import type { OfRun } from "../digest/rows.ts";
import { cellKey, cellsOf, type Panel, solid } from "./chart.ts";
import { fillOf, ink, modeStyle } from "./colours.ts";
import { roomFor, rowAxis, valueAxis } from "./draw.ts";
import { readable } from "./numbers.ts";
import type { PictureContext } from "./picture.ts";
import { type Scale, scaleOf } from "./scales.ts";

/** Panels whose rows are modes and sizes, all alike: one quantity each. */
export type RowPanel<Row extends OfRun> = {
	heading: string;
	/** Of the horizontal axis, with its unit. */
	label: string;
	/** One run's number; null: it has none. */
	value: (row: Row) => number | null;
	/** Of what the number is made up; nothing: a stroke marks the median instead. */
	parts?: (row: Row) => readonly { part: string; value: number }[] | null;
	scale?: Scale;
	/** Marks below all others. */
	below?: Plot.Markish;
};

const rowHeight = 34;

/** @param mark written behind a row's name; empty: nothing */
export function rowPanels<Row extends OfRun>(
	rows: readonly Row[],
	panels: readonly RowPanel<Row>[],
	{ hollow = {} }: PictureContext,
	mark: (key: string) => string = () => "",
): Panel[] {
	const { keys, label } = cellsOf(rows);
	const name = (key: string) => `${label(key)}${mark(key)}`;
	return panels.map(({ heading, label, value, parts, below, ...given }) => {
		const known = rows
			.flatMap((row) => {
				const number = value(row);
				return number === null ? [] : [{ row, mode: row.mode, key: cellKey(row), number }];
			})
			.sort((a, b) => a.number - b.number);
		const statistics = solid(
			known.map((each) => ({ ...each, ...each.row })),
			{ hollow },
		);
		const segments =
			parts === undefined
				? []
				: keys.flatMap((key) => {
						const own = statistics.filter((each) => each.key === key);
						const middle = own[Math.floor((own.length - 1) / 2)];
						const ofMiddle = middle && parts(middle.row);
						return (ofMiddle ?? []).map((part) => ({ ...part, key, run: middle?.row.run }));
					});
		const highest = Math.max(...known.map(({ number }) => number), 0) || 1;
		const scale: Scale =
			given.scale ??
			(parts === undefined
				? scaleOf(known.map(({ number }) => number))
				: { type: "linear", domain: [0, highest * 1.06] });
		const titleOf = ({ row, number }: (typeof known)[number]) =>
			`${row.run}: ${readable(number)}${hollow[row.run] === undefined ? "" : ` (${hollow[row.run]})`}`;
		const dot = { x: "number", y: "key", title: titleOf } as const;
		const dy = parts === undefined ? 0 : 11;
		return {
			heading,
			plot: {
				height: 14 + keys.length * rowHeight + 46,
				marginLeft: roomFor(keys.map(name)),
				x: scale,
				y: { type: "band", domain: keys, padding: 0.12 },
				marks: [
					below ?? [],
					valueAxis("x", scale, label),
					rowAxis(name),
					Plot.barX(segments, {
						x: "value",
						y: "key",
						fill: ({ part }) => fillOf(part).fill,
						insetBottom: 12,
						title: ({ part, value, run }) => `${run}, ${part}: ${readable(value)}`,
						className: "part",
					}),
					Plot.text(
						segments,
						Plot.stackX({
							x: "value",
							y: "key",
							text: ({ value }: { value: number }) => readable(value),
							fill: ({ part }: { part: string }) => fillOf(part).text,
							filter: ({ value }: { value: number }) => value > highest * 0.16,
							dy: -6,
						}),
					),
					parts === undefined
						? Plot.tickX(
								statistics,
								Plot.groupY(
									{ x: "median" },
									{
										x: "number",
										y: "key",
										stroke: ink,
										strokeWidth: 2,
										className: "median",
									},
								),
							)
						: [],
					known.length === 0 ? Plot.text(["nothing was measured"], { frameAnchor: "middle" }) : [],
					modesIn(known).map((mode) => {
						const { color, symbol } = modeStyle(mode);
						const own = known.filter((each) => each.mode === mode);
						const whole = own.filter(({ row }) => !(row.run in hollow));
						const flawed = own.filter(({ row }) => row.run in hollow);
						return [
							Plot.dot(whole, {
								...dot,
								dy,
								symbol,
								r: 3.6,
								fill: color,
								fillOpacity: 0.8,
								className: "run",
							}),
							Plot.dot(flawed, {
								...dot,
								dy,
								symbol,
								r: 3.6,
								stroke: color,
								className: "hollow-run",
							}),
						];
					}),
				],
			},
		};
	});
}

function modesIn(rows: readonly { mode: string }[]): string[] {
	return [...new Set(rows.map(({ mode }) => mode))];
}
