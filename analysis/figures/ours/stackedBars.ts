import * as Plot from "@observablehq/plot";
import { max } from "d3-array";
import { figureWidth } from "../frame.ts";
import { textWidth } from "../labels.ts";
import { ink, symbolPaths } from "../palette.ts";
import { readable } from "../study/readable.ts";
import type { PartStyle } from "./partStyles.ts";

/** One horizontal bar, and what every run says beside it. */
export type StackedBar = {
	/** Unique among the bars of all panels of a row. */
	key: string;
	/** Up to two lines. */
	label: string;
	/** From left to right; values in the unit of the axis. */
	segments: readonly { part: string; value: number; title: string }[];
	/** Points below the bar. `partial`: something is missing in it. */
	points: readonly { value: number; title: string; partial: boolean }[];
};

export type StackedBars = {
	bars: readonly StackedBar[];
	styles: ReadonlyMap<string, PartStyle>;
	/** Quantity and unit. */
	axis: string;
	/** Share of the figure's width. */
	widthShare: 1 | 0.5;
};

const rowHeight = 46;
const pointsHeight = 16;
const marginTop = 8;
const marginBottom = 44;
const labelSize = 12;

/** Samples of the points for legends. */
export const pointPath = symbolPaths.circle;
export const partialPath = symbolPaths.times;

/** Stacked bars from zero, with the value in each segment that has room for it, and each run as a point below. */
export function stackedBars({
	bars,
	styles,
	axis,
	widthShare,
}: StackedBars): Plot.PlotOptions {
	const marginLeft = Math.ceil(
		12 +
			(max(
				bars.flatMap(({ label }) => label.split("\n")),
				(line) => textWidth(line, labelSize),
			) ?? 0),
	);
	const marginRight = 24;
	const plotWidth = figureWidth * widthShare - marginLeft - marginRight;
	const segments = bars.flatMap(({ key, segments }) => {
		let end = 0;
		return segments.map((segment) => {
			const start = end;
			end += segment.value;
			return { ...segment, key, start, end };
		});
	});
	const points = bars.flatMap(({ key, points }) =>
		points.map((point) => ({ ...point, key })),
	);
	const highest =
		max([
			...segments.map(({ end }) => end),
			...points.map(({ value }) => value),
		]) || 1;
	const domain: [number, number] = [0, highest * 1.04];
	const pixels = (value: number) => (value / domain[1]) * plotWidth;
	const styleOf = (part: string) => styles.get(part) as PartStyle;
	const labels = new Map(bars.map(({ key, label }) => [key, label]));
	return {
		height: marginTop + bars.length * rowHeight + marginBottom,
		marginTop,
		marginBottom,
		marginLeft,
		marginRight,
		x: {
			domain,
			label: axis,
			labelAnchor: "center",
			labelArrow: "none",
			ticks: widthShare === 1 ? 8 : 4,
		},
		y: { type: "band", domain: [...labels.keys()], label: null, padding: 0 },
		marks: [
			Plot.gridX({ stroke: ink, strokeOpacity: 0.12 }),
			Plot.axisY({
				tickSize: 0,
				label: null,
				text: (key: string) => labels.get(key) ?? key,
				lineHeight: 1.25,
				className: "bar-label",
			}),
			Plot.barX(segments, {
				y: "key",
				x1: "start",
				x2: "end",
				fill: ({ part }) => styleOf(part).fill,
				stroke: "#ffffff",
				strokeWidth: 1,
				insetTop: 6,
				insetBottom: pointsHeight,
				title: "title",
				className: "segment",
			}),
			Plot.text(
				segments.filter(
					({ value }) =>
						pixels(value) > textWidth(readable(value), labelSize) + 6,
				),
				{
					y: "key",
					x: ({ start, end }) => (start + end) / 2,
					text: ({ value }) => readable(value),
					fill: ({ part }) => styleOf(part).text,
					dy: (6 - pointsHeight) / 2,
					className: "segment-value",
				},
			),
			Plot.dot(
				points.filter(({ partial }) => !partial),
				{
					y: "key",
					x: "value",
					r: 3.2,
					dy: rowHeight / 2 - pointsHeight / 2,
					fill: ink,
					fillOpacity: 0.6,
					stroke: "#ffffff",
					strokeWidth: 0.5,
					title: "title",
					className: "run-point",
				},
			),
			Plot.dot(
				points.filter(({ partial }) => partial),
				{
					y: "key",
					x: "value",
					r: 4,
					dy: rowHeight / 2 - pointsHeight / 2,
					symbol: "times",
					stroke: ink,
					strokeWidth: 1.5,
					title: "title",
					className: "partial-run-point",
				},
			),
			Plot.ruleX([0], { stroke: ink }),
		],
	};
}
