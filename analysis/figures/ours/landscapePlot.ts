import * as Plot from "@observablehq/plot";
import type { Estimate } from "../../statistics/comparison.ts";
import type { RunValue } from "../../statistics/runValues.ts";
import { textWidth } from "../labels.ts";
import { ink, mutedInk } from "../palette.ts";
import { modeStyle, panelWidthPixels } from "../panels.ts";
import { plotSymbol } from "../plotSymbol.ts";
import { readable } from "../study/readable.ts";
import {
	alongScale,
	type CostScale,
	costTicks,
	valueAlong,
} from "./costScale.ts";
import { type Box, placeLabels } from "./placeLabels.ts";

/** A run, in the units of the axes. */
export type RunPoint = { run: string; life: number; crash: RunValue };

/** Where a cell lies. */
export type Place = {
	mode: string;
	/** For people: `central, 5 replicas`. */
	label: string;
	points: readonly RunPoint[];
	/** In the units of the axes. */
	life: Estimate;
	crash: Estimate;
};

const plotHeight = 270;
const margins = {
	marginTop: 16,
	marginLeft: 66,
	marginBottom: 44,
	marginRight: 24,
};
const labelSize = 12;
/** Bold text beside regular text, in the widest fonts that a system shows it in. */
const boldWidth = 1.35;
const arrowPixels = 16;

/**
 * One panel of a landscape.
 *
 * @param lost its marks are hollow: they lost data
 * @param wholeCrash what a crash costs is counted
 */
export function landscapePlot(
	places: readonly Place[],
	axes: Record<"life" | "crash", string>,
	scales: Record<"life" | "crash", CostScale>,
	{
		lost,
		columns,
		wholeCrash,
	}: { lost: boolean; columns: 1 | 2; wholeCrash: boolean },
): Plot.PlotOptions {
	const width =
		panelWidthPixels(columns) - margins.marginLeft - margins.marginRight;
	const area = { width, height: plotHeight };
	const xTicks = costTicks(scales.life);
	const yTicks = costTicks(scales.crash, { whole: wholeCrash });
	const text = (tick: number) => tick.toLocaleString("en");
	const most = scales.crash.domain[1];
	return {
		height: margins.marginTop + plotHeight + margins.marginBottom,
		...margins,
		x: scales.life,
		y: scales.crash,
		marks: [
			Plot.gridX(xTicks, { stroke: ink, strokeOpacity: 0.12 }),
			Plot.gridY(yTicks, { stroke: ink, strokeOpacity: 0.12 }),
			Plot.axisX(withRoom(xTicks, scales.life, width / 34), {
				text,
				label: axes.life,
				labelAnchor: "center",
				labelArrow: "none",
			}),
			Plot.axisY(withRoom(yTicks, scales.crash, plotHeight / 14), {
				text,
				label: axes.crash,
				labelAnchor: "center",
				labelArrow: "none",
				labelOffset: 54,
			}),
			Plot.ruleX([scales.life.domain[0]], { stroke: mutedInk }),
			Plot.ruleY([scales.crash.domain[0]], { stroke: mutedInk }),
			places.map(({ mode, points, life, crash }) => {
				const { color, symbol } = modeStyle(mode);
				return [
					Plot.dot(points, {
						x: "life",
						y: (point: RunPoint) => point.crash.value,
						symbol: plotSymbol(symbol),
						r: 3,
						fill: color,
						fillOpacity: 0.3,
						title: (point: RunPoint) =>
							`${point.run}: ${readable(point.life)}; ${point.crash.atLeast ? "at least " : ""}${readable(point.crash.value)}`,
						className: "run-point",
					}),
					life.interval === null
						? []
						: Plot.ruleY([life.interval], {
								x1: "low",
								x2: "high",
								y: crash.median,
								stroke: color,
								strokeWidth: 2,
								className: "life-interval",
							}),
					crash.interval === null
						? []
						: Plot.ruleX([crash.interval], {
								y1: "low",
								y2: crash.open?.high ? () => most : "high",
								x: life.median,
								stroke: color,
								strokeWidth: 2,
								className: "crash-interval",
							}),
				];
			}),
			places.map((place) => medianMarks(place, axes, scales.crash, lost)),
			labelMarks(places, scales, area),
		],
	};
}

function medianMarks(
	{ mode, label, life, crash }: Place,
	axes: Record<"life" | "crash", string>,
	scale: CostScale,
	lost: boolean,
) {
	const { color, symbol } = modeStyle(mode);
	const above = Math.min(
		1,
		alongScale(scale, crash.median) + arrowPixels / plotHeight,
	);
	return [
		crash.open?.median
			? Plot.arrow([0], {
					x: life.median,
					y1: crash.median,
					y2: valueAlong(scale, above),
					stroke: color,
					strokeWidth: 2,
					headLength: 7,
					className: "beyond",
				})
			: [],
		Plot.dot([0], {
			x: life.median,
			y: crash.median,
			symbol: plotSymbol(symbol),
			r: 5,
			fill: lost ? "#ffffff" : color,
			stroke: lost ? color : "#ffffff",
			strokeWidth: lost ? 2 : 1,
			title: () =>
				`${label}: ${axes.life} ${withInterval(life)}; ${axes.crash} ${withInterval(crash)}`,
			className: "median",
		}),
	];
}

/** Names beside their marks; where marks crowd, farther away at the end of a line. */
function labelMarks(
	places: readonly Place[],
	scales: Record<"life" | "crash", CostScale>,
	area: { width: number; height: number },
) {
	const at = (life: number, crash: number) => ({
		x: alongScale(scales.life, life) * area.width,
		y: (1 - alongScale(scales.crash, crash)) * area.height,
	});
	const named = places.map(({ mode, life, crash }) => ({
		...at(life.median, crash.median),
		label: modeStyle(mode).label,
		widthPixels: textWidth(modeStyle(mode).label, labelSize) * boldWidth + 4,
	}));
	const marks = places.flatMap(({ life, crash, points }): Box[] => {
		const { interval } = life;
		const cross = crash.interval;
		return [
			...points.map((point) =>
				around(at(point.life, point.crash.value), { x: 3, y: 3 }),
			),
			...(interval === null
				? []
				: [
						spanning(
							at(interval.low, crash.median),
							at(interval.high, crash.median),
						),
					]),
			...(cross === null
				? []
				: [
						spanning(
							at(
								life.median,
								crash.open?.high ? scales.crash.domain[1] : cross.high,
							),
							at(life.median, cross.low),
						),
					]),
		];
	});
	const value = ({ x, y }: { x: number; y: number }) => ({
		life: valueAlong(scales.life, x / area.width),
		crash: valueAlong(scales.crash, 1 - y / area.height),
	});
	const placed = placeLabels(named, marks, {
		...area,
		lineHeight: labelSize + 5,
	});
	return [
		placed.flatMap(({ leaderEnd }, i) => {
			const mark = named[i];
			if (leaderEnd === null || mark === undefined) return [];
			const [from, to] = [value(mark), value(leaderEnd)];
			return [
				Plot.link([0], {
					x1: from.life,
					y1: from.crash,
					x2: to.life,
					y2: to.crash,
					stroke: mutedInk,
					strokeWidth: 0.75,
					className: "leader",
				}),
			];
		}),
		placed.map(({ box }, i) => {
			const side = sideOf(box, named[i]?.x ?? 0);
			const anchor = value({
				x: box.left + { start: 0, middle: box.width / 2, end: box.width }[side],
				y: box.top + box.height / 2,
			});
			return Plot.text([named[i]?.label ?? ""], {
				x: anchor.life,
				y: anchor.crash,
				text: (label: string) => label,
				textAnchor: side,
				fontSize: labelSize,
				fontWeight: 600,
				fill: ink,
				stroke: "#ffffff",
				strokeWidth: 3,
				className: "mode-label",
			});
		}),
	];
}

/** A name begins, or ends, where it is nearest to its mark, however wide the font makes it. */
function sideOf(
	{ left, width }: Box,
	markX: number,
): "start" | "middle" | "end" {
	if (left >= markX) return "start";
	return left + width <= markX ? "end" : "middle";
}

/** Ticks whose texts have room: from the left, or from below. */
function withRoom(
	ticks: readonly number[],
	scale: CostScale,
	most: number,
): number[] {
	let before = Number.NEGATIVE_INFINITY;
	return ticks.filter((tick) => {
		const along = alongScale(scale, tick);
		if (along < before + 1 / most) return false;
		before = along;
		return true;
	});
}

function around(
	{ x, y }: { x: number; y: number },
	half: { x: number; y: number },
): Box {
	return {
		left: x - half.x,
		top: y - half.y,
		width: 2 * half.x,
		height: 2 * half.y,
	};
}

function spanning(
	a: { x: number; y: number },
	b: { x: number; y: number },
): Box {
	return {
		left: a.x - 1,
		top: a.y - 1,
		width: b.x - a.x + 2,
		height: b.y - a.y + 2,
	};
}

/** `4.2 (3.9 to 4.5)`, `at least 28 (4 to at least 28)`. */
export function withInterval({ median, interval, open }: Estimate): string {
	const bound = (isBound: boolean | undefined) => (isBound ? "at least " : "");
	const middle = `${bound(open?.median)}${readable(median)}`;
	return interval === null
		? middle
		: `${middle} (${readable(interval.low)} to ${bound(open?.high)}${readable(interval.high)})`;
}
