import * as Plot from "@observablehq/plot";
import { max } from "d3-array";
import { bandMarks } from "./bandMarks.ts";
import type { Band } from "./bands.ts";
import { type Lane, thinned } from "./lanes.ts";
import type { Layout } from "./layout.ts";
import { drawn, type Part } from "./plotMarkup.ts";
import type { Sketch } from "./sketch.ts";
import type { Axis } from "./timeAxis.ts";

/** Where things are in a lane, from its bottom (0) to its top (1). */
const inLane = { life: [0.04, 0.13], line: [0.2, 0.78], seat: [0.81, 0.87], lead: [0.88, 0.96] } as const;

type InRow<T> = T & { pod: string; row: number };

/** What all marks of the lanes are placed by. */
type Frame = { lanes: readonly Lane[]; axis: Axis; layout: Layout };

/** A lane for each replica over run time. */
export function lanesPlot({ lanes }: Sketch, bands: readonly Band[], axis: Axis, layout: Layout, id: string): Part {
	const { width, marginLeft, marginRight, fontSize } = layout;
	if (lanes.length === 0) return { markup: "", height: 0 };
	const laneHeight = lanes.length <= 10 ? 40 : lanes.length <= 30 ? 26 : 17;
	const marginTop = fontSize + 12;
	const marginBottom = 42;
	const height = marginTop + lanes.length * laneHeight + marginBottom;
	const highest = max(lanes, ({ steps }) => max(steps, ({ index }) => index)) || 1;
	const [low, high] = inLane.line;
	const frame = { lanes, axis, layout };
	const markup = drawn({
		width,
		height,
		marginTop,
		marginBottom,
		marginLeft,
		marginRight,
		x: {
			domain: axis.domain,
			label: axis.label,
			labelAnchor: "center",
			labelArrow: "none",
			ticks: layout.titles ? 10 : 5,
		},
		y: { domain: [lanes.length, 0] },
		marks: [
			bandMarks(bands, axis, id),
			Plot.axisY(
				lanes.map((_, row) => row + 0.5),
				{
					text: (_: number, i: number) => shortName(lanes[i]?.pod ?? "", marginLeft, fontSize),
					tickSize: 0,
					label: null,
				},
			),
			Plot.ruleY(
				lanes.map((_, row) => row + 1),
				{ stroke: "currentColor", strokeOpacity: 0.14 },
			),
			bars(frame, ({ gaps }) => gaps, [low, high], "var(--gap)", "gaps"),
			bars(frame, ({ processes }) => processes, inLane.life, "var(--life)", "lives"),
			bars(frame, ({ leads }) => leads, inLane.lead, "var(--lead)", "leads"),
			bars(frame, ({ seats }) => seats, inLane.seat, "var(--seat)", "seats"),
			Plot.line(
				rowsOf(lanes, ({ steps }) => thinned(steps, Math.ceil(layout.mostSteps / lanes.length))),
				{
					x: ({ seconds }) => axis.at(seconds),
					y: ({ row, index }) => row + 1 - (low + (index / highest) * (high - low)),
					z: ({ row, process }) => `${row} ${process}`,
					stroke: "currentColor",
					strokeWidth: 1.4,
					className: "index",
				},
			),
			points(frame, ({ ends }) => ends, 0.1, "times", "ends"),
			points(frame, ({ backwards }) => backwards, 0.5, "triangle2", "backwards"),
			Plot.text([`state index of each replica, from 0 to ${highest}`], {
				frameAnchor: "top-left",
				textAnchor: "start",
				lineAnchor: "bottom",
				dy: -5,
				fontWeight: 600,
			}),
		],
	});
	return { markup, height };
}

function rowsOf<T>(lanes: readonly Lane[], list: (lane: Lane) => readonly T[]): InRow<T>[] {
	return lanes.flatMap((lane, row) => list(lane).map((each) => ({ pod: lane.pod, row, ...each })));
}

/** From one moment to another, between two heights of a lane. */
function bars(
	{ lanes, axis, layout }: Frame,
	list: (lane: Lane) => Lane["gaps"],
	[bottom, top]: readonly [number, number],
	color: string,
	className: string,
): Plot.Markish {
	return Plot.rect(longest(rowsOf(lanes, list), layout.mostMarks), {
		x1: ({ start }) => axis.at(start),
		x2: ({ end }) => axis.at(end),
		y1: ({ row }) => row + 1 - bottom,
		y2: ({ row }) => row + 1 - top,
		fill: color,
		stroke: color,
		strokeWidth: 0.6,
		className,
		...(layout.titles && {
			title: ({ pod, start, end, title }: InRow<Lane["gaps"][number]>) =>
				`${pod}, ${start.toFixed(2)} to ${end.toFixed(2)} s: ${title}`,
		}),
	});
}

function points(
	{ lanes, axis, layout }: Frame,
	list: (lane: Lane) => Lane["ends"],
	above: number,
	symbol: "times" | "triangle2",
	className: string,
): Plot.Markish {
	return Plot.dot(evenly(rowsOf(lanes, list), layout.mostMarks), {
		x: ({ seconds }) => axis.at(seconds),
		y: ({ row }) => row + 1 - above,
		symbol,
		r: 3.5,
		stroke: "var(--fail)",
		strokeWidth: 1.6,
		className,
		...(layout.titles && {
			title: ({ pod, seconds, title }: InRow<Lane["ends"][number]>) => `${pod} at ${seconds.toFixed(2)} s: ${title}`,
		}),
	});
}

function evenly<T>(items: readonly T[], most: number): T[] {
	const stride = Math.max(1, Math.ceil(items.length / most));
	return items.filter((_, i) => i % stride === 0);
}

function longest<T extends { start: number; end: number }>(spans: readonly T[], most: number): T[] {
	if (spans.length <= most) return [...spans];
	return spans.toSorted((a, b) => b.end - b.start - (a.end - a.start)).slice(0, most);
}

/** A name that fits beside its lane: the end of it tells replicas apart. */
function shortName(pod: string, widthPixels: number, fontSize: number): string {
	const most = Math.floor((widthPixels - 10) / (fontSize * 0.56));
	return pod.length <= most ? pod : `…${pod.slice(1 - most)}`;
}
