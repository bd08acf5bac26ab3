import * as Plot from "@observablehq/plot";
import { html, raw } from "hono/html";
import { parseHTML } from "linkedom";
import { wrapText } from "../figures/labels.ts";
import { ticksOf } from "../figures/verticalScale.ts";
import { type Band, type PlacedLabel, placeLabels } from "./bands.ts";
import { type Dot, slowestOf } from "./dots.ts";
import type { Lane } from "./lanes.ts";
import type { Layout } from "./layout.ts";
import { allSeries, type Series, titleOf } from "./series.ts";
import type { Sketch } from "./sketch.ts";

export type DrawingOptions = {
	layout: Layout;
	/** Unique in its document. */
	id: string;
	title: string;
	/** The drawing in words. */
	description: string;
	/** What a reader must know of the dots, above them. */
	remark: string;
};

/** Run time is told in minutes where a run is longer than this, in seconds. */
const secondsToldUntil = 600;
/** With more dots than these only the slowest, and those that weren't acknowledged, say what they are. */
const mostTitles = 1500;
const mostFailuresTold = 300;
const mostGapsDrawn = 1500;
const labelRowHeight = 16;
const railHeight = 16;
const milliseconds = 1000;

/** Dots above, lanes below, over one axis of run time: a whole SVG. */
export function drawing(
	sketch: Sketch,
	bands: readonly Band[],
	{ layout, id, title, description, remark }: DrawingOptions,
): string {
	const { width, fontSize } = layout;
	const axis = timeAxis(sketch);
	const lines = wrapText(remark, width - 16, fontSize);
	const top = lines.length * (fontSize + 4) + 6;
	const dots = dotsPlot(sketch, bands, axis, layout, id);
	const lanes = lanesPlot(sketch, bands, axis, layout, id);
	const height = Math.ceil(top + dots.height + lanes.height);
	return html`<svg xmlns="http://www.w3.org/2000/svg" class="${layout.name}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-description" font-size="${fontSize}" text-anchor="middle" fill="currentColor">
<title id="${id}-title">${title}</title>
<desc id="${id}-description">${description}</desc>
<defs><pattern id="${id}-hatch" patternUnits="userSpaceOnUse" width="7" height="7" patternTransform="rotate(45)"><path d="M0,0V7" stroke="var(--fault)" stroke-width="2.5" stroke-opacity="0.6"/></pattern></defs>
${lines.map(
	(line, i) =>
		html`<text x="8" y="${fontSize + i * (fontSize + 4)}" text-anchor="start" fill="var(--muted)">${line}</text>`,
)}
<g transform="translate(0,${top})">${raw(ownIds(dots.markup, `${id}-a`))}</g>
<g transform="translate(0,${top + dots.height})">${raw(ownIds(lanes.markup, `${id}-b`))}</g>
</svg>`.toString();
}

type Axis = {
	/** In its own unit. */
	at: (seconds: number) => number;
	domain: [number, number];
	label: string;
};

function timeAxis({ period }: Sketch): Axis {
	const seconds = Math.max(period.end - period.zero, 1e-3);
	const unit =
		seconds > secondsToldUntil
			? { seconds: 60, name: "minutes" }
			: { seconds: 1, name: "seconds" };
	return {
		at: (time) => time / unit.seconds,
		domain: [0, seconds / unit.seconds],
		label: `run time (${unit.name})`,
	};
}

type Part = { markup: string; height: number };

function dotsPlot(
	sketch: Sketch,
	bands: readonly Band[],
	axis: Axis,
	layout: Layout,
	id: string,
): Part {
	const { extent, period } = sketch;
	const { dots } = sketch.dots[layout.name];
	const { width, marginLeft, marginRight, fontSize } = layout;
	const labels = placeLabels(
		bands,
		period.end - period.zero,
		width - marginLeft - marginRight,
		fontSize,
	);
	const labelRows = Math.max(0, ...labels.map(({ row }) => row + 1));
	const hasUnanswered = dots.some(
		({ latencySeconds }) => latencySeconds === null,
	);
	const rail = hasUnanswered ? railHeight : 0;
	const marginTop = 6 + labelRows * labelRowHeight + rail;
	const marginBottom = 24;
	const height = marginTop + layout.dotsHeight + marginBottom;
	const domain = latencyDomain(extent);
	const ticks = ticksOf({ type: "log", domain });
	const told = toldDots(dots, layout);
	const series = allSeries.map((each) => ({
		series: each,
		dots: dots.filter(
			({ kind, outcome }) => kind === each.kind && outcome === each.outcome,
		),
	}));
	const dotMarkup = new Map<string, string>();
	const markup = drawn({
		width,
		height,
		marginTop,
		marginBottom,
		marginLeft,
		marginRight,
		x: { domain: axis.domain, label: null, ticks: layout.titles ? 10 : 5 },
		y: { type: "log", domain },
		marks: [
			bandMarks(bands, axis, id),
			// A text of its own, because d3 leaves labels of a logarithmic axis out.
			Plot.axisY(ticks, {
				text: (tick: number) => tick.toLocaleString("en"),
				label: "latency (ms, logarithmic)",
				labelAnchor: "center",
				labelArrow: "none",
				labelOffset: marginLeft - fontSize + 2,
			}),
			Plot.gridY(ticks, { stroke: "currentColor", strokeOpacity: 0.14 }),
			Plot.ruleY([domain[0]], { stroke: "currentColor" }),
			labelMarks(labels, axis, rail),
			hasUnanswered
				? Plot.text(["no answer"], {
						frameAnchor: "top-left",
						textAnchor: "end",
						dx: -6,
						dy: -railHeight / 2,
						lineAnchor: "middle",
					})
				: [],
			series.map(({ series, dots }) =>
				dots.length === 0
					? []
					: dotMark(dots, series, axis, domain[0], told, dotMarkup),
			),
			dots.length === 0
				? Plot.text(["No operation to draw."], {
						frameAnchor: "middle",
						fontSize: 16,
						fill: "var(--muted)",
					})
				: [],
		],
	});
	return {
		markup: markup.replaceAll(
			/dots:\w+:\w+;/g,
			(name) => dotMarkup.get(name) ?? name,
		),
		height,
	};
}

/** In milliseconds; a tenth and ten times around what there is of one value alone. */
function latencyDomain({
	fastest,
	slowest,
}: Sketch["extent"]): [number, number] {
	const low = (fastest ?? 0.001) * milliseconds;
	const high = (slowest ?? 1) * milliseconds;
	return high > 4 * low ? [low * 0.8, high * 1.25] : [low / 4, high * 4];
}

/** Those that say what they are. */
function toldDots(dots: readonly Dot[], { titles }: Layout): ReadonlySet<Dot> {
	if (!titles) return new Set();
	if (dots.length <= mostTitles) return new Set(dots);
	const failures = dots.filter(({ outcome }) => outcome !== "ok");
	return new Set([...failures.slice(0, mostFailuresTold), ...slowestOf(dots)]);
}

/**
 * Dots of one series: those that say what they are are elements of their own, all others are one path, a tenth of the size. Plot places them;
 * their markup goes into `markup` by a name that stands for it in what Plot draws, since a document's nodes cost more than all the rest.
 */
function dotMark(
	dots: readonly Dot[],
	series: Series,
	axis: Axis,
	lowest: number,
	told: ReadonlySet<Dot>,
	markup: Map<string, string>,
): Plot.Markish {
	const isAnswered = series.outcome !== "unanswered";
	return Plot.dot(dots as Dot[], {
		x: ({ seconds }: Dot) => axis.at(seconds),
		...(isAnswered && {
			y: ({ latencySeconds }: Dot) =>
				Math.max(lowest, (latencySeconds ?? 0) * milliseconds),
		}),
		sort: null,
		render: (index, _scales, { x, y }, { marginTop }, { document }) => {
			const rail = marginTop - railHeight / 2;
			const name = `dots:${series.kind}:${series.outcome};`;
			markup.set(
				name,
				dotPaths(
					Array.from(index, (i) => ({
						dot: dots[i] as Dot,
						at: `M${oneDecimal(x?.[i] ?? 0)},${oneDecimal(y?.[i] ?? rail)}`,
					})),
					series,
					told,
				),
			);
			const place = document.createElementNS("http://www.w3.org/2000/svg", "g");
			place.textContent = name;
			return place;
		},
	});
}

function dotPaths(
	placed: readonly { dot: Dot; at: string }[],
	{ color, glyph, strokeWidth, cap, outcome }: Series,
	told: ReadonlySet<Dot>,
): string {
	const together = placed
		.filter(({ dot }) => !told.has(dot))
		.map(({ at }) => at + glyph)
		.join("");
	return html`<g class="dots" fill="none" stroke="${color}" stroke-width="${strokeWidth}" stroke-linecap="${cap}" stroke-opacity="${outcome === "ok" ? 0.75 : 1}">${
		together !== "" && html`<path d="${together}"/>`
	}${placed
		.filter(({ dot }) => told.has(dot))
		.map(
			({ dot, at }) =>
				html`<path d="${at}${glyph}"><title>${titleOf(dot)}</title></path>`,
		)}</g>`.toString();
}

function bandMarks(
	bands: readonly Band[],
	axis: Axis,
	id: string,
	facet: { fy?: null } = {},
): Plot.Markish[] {
	const area = (
		some: readonly Band[],
		from: (band: Band) => number,
		to: (band: Band) => number,
		style: Plot.RectOptions,
	) =>
		Plot.rect(some as Band[], {
			x1: (band: Band) => axis.at(from(band)),
			x2: (band: Band) => axis.at(to(band)),
			title: (band: Band) => `fault ${band.number}: ${band.fault}`,
			...style,
			...facet,
		});
	const edges = (some: readonly Band[], dash: string) =>
		Plot.ruleX(
			some.flatMap(({ start, end }) => [start, end]),
			{
				x: (seconds: number) => axis.at(seconds),
				stroke: "var(--edge)",
				strokeDasharray: dash,
				...facet,
			},
		);
	const [confirmed, doubted, refuted] = (
		["confirmed", "doubted", "refuted"] as const
	).map((seen) => bands.filter((band) => band.seen === seen)) as [
		Band[],
		Band[],
		Band[],
	];
	const start = (band: Band) => band.start;
	const healed = (band: Band) => band.healed;
	const end = (band: Band) => band.end;
	return [
		area(confirmed, start, healed, {
			fill: "var(--fault)",
			fillOpacity: 0.3,
			className: "fault confirmed",
		}),
		area(confirmed, healed, end, {
			fill: "var(--fault)",
			fillOpacity: 0.14,
			className: "fault until-steady",
		}),
		area(doubted, start, end, {
			fill: `url(#${id}-hatch)`,
			className: "fault doubted",
		}),
		edges(confirmed, "none"),
		edges(doubted, "4 3"),
		edges(refuted, "1 4"),
	];
}

function labelMarks(
	labels: readonly PlacedLabel[],
	axis: Axis,
	rail: number,
): Plot.Markish[] {
	return labels.map(({ band, text, row, anchor }) =>
		Plot.text([text], {
			x: () => axis.at(band.start),
			frameAnchor: "top",
			textAnchor: anchor,
			dx: anchor === "start" ? 1 : -1,
			dy: -rail - 5 - row * labelRowHeight,
			lineAnchor: "bottom",
			fill: "var(--edge)",
			className: "fault-label",
		}),
	);
}

/** In a lane, from its bottom (0) to its top (1). */
const inLane = {
	life: [0.02, 0.12],
	line: [0.2, 0.8],
	seat: [0.84, 0.9],
	lead: [0.9, 1],
} as const;

function lanesPlot(
	{ lanes }: Sketch,
	bands: readonly Band[],
	axis: Axis,
	layout: Layout,
	id: string,
): Part {
	const { width, marginLeft, marginRight, fontSize } = layout;
	if (lanes.length === 0) return { markup: "", height: 0 };
	const laneHeight = lanes.length <= 10 ? 40 : lanes.length <= 30 ? 26 : 17;
	const marginTop = fontSize + 12;
	const marginBottom = 42;
	const height = marginTop + lanes.length * laneHeight + marginBottom;
	const highest = lanes.reduce(
		(most, { steps }) =>
			steps.reduce((max, { index }) => Math.max(max, index), most),
		1,
	);
	const [low, high] = inLane.line;
	const yOf = (index: number) => low + (index / highest) * (high - low);
	const all = <T>(list: (lane: Lane) => readonly T[]) =>
		lanes.flatMap((lane) =>
			list(lane).map((each) => ({ pod: lane.pod, ...each })),
		);
	const steps = lanes.flatMap((lane) =>
		thinned(lane.steps, Math.ceil(layout.mostSteps / lanes.length)).map(
			(step) => ({
				pod: lane.pod,
				...step,
			}),
		),
	);
	const bars = (
		list: (lane: Lane) => Lane["gaps"],
		[y1, y2]: readonly [number, number],
		color: string,
		className: string,
		most = Number.POSITIVE_INFINITY,
	) =>
		Plot.rect(longest(all(list), most), {
			x1: ({ start }) => axis.at(start),
			x2: ({ end }) => axis.at(end),
			y1: () => y1,
			y2: () => y2,
			fy: "pod",
			fill: color,
			stroke: color,
			strokeWidth: 0.6,
			className,
			...(layout.titles && {
				title: ({
					pod,
					start,
					end,
					title,
				}: Lane["gaps"][number] & { pod: string }) =>
					`${pod}, ${start.toFixed(2)} to ${end.toFixed(2)} s: ${title}`,
			}),
		});
	const points = (
		list: (lane: Lane) => Lane["ends"],
		y: number,
		symbol: "times" | "triangle2",
		color: string,
		className: string,
	) =>
		Plot.dot(all(list), {
			x: ({ seconds }) => axis.at(seconds),
			y: () => y,
			fy: "pod",
			symbol,
			r: 3.5,
			stroke: color,
			strokeWidth: 1.6,
			className,
			...(layout.titles && {
				title: ({
					pod,
					seconds,
					title,
				}: Lane["ends"][number] & { pod: string }) =>
					`${pod} at ${seconds.toFixed(2)} s: ${title}`,
			}),
		});
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
		y: { domain: [0, 1], axis: null },
		fy: {
			domain: lanes.map(({ pod }) => pod),
			padding: 0.12,
			label: null,
			axis: null,
		},
		marks: [
			bandMarks(bands, axis, id),
			Plot.axisFy({
				anchor: "left",
				label: null,
				text: (pod: string) => shortName(pod, marginLeft, fontSize),
			}),
			bars(
				({ gaps }) => gaps,
				[low, high],
				"var(--gap)",
				"gaps",
				mostGapsDrawn,
			),
			bars(
				({ processes }) => processes,
				inLane.life,
				"var(--life)",
				"processes",
			),
			bars(({ leads }) => leads, inLane.lead, "var(--lead)", "leads"),
			bars(({ seats }) => seats, inLane.seat, "var(--seat)", "seats"),
			Plot.line(steps, {
				x: ({ seconds }) => axis.at(seconds),
				y: ({ index }) => yOf(index),
				z: "process",
				fy: "pod",
				stroke: "currentColor",
				strokeWidth: 1.4,
				className: "index",
			}),
			points(({ ends }) => ends, 0.1, "times", "var(--fail)", "ends"),
			points(
				({ backwards }) => backwards,
				0.5,
				"triangle2",
				"var(--fail)",
				"backwards",
			),
			Plot.text([`state index of each replica, from 0 to ${highest}`], {
				frameAnchor: "top-left",
				facetAnchor: "top",
				textAnchor: "start",
				lineAnchor: "bottom",
				dy: -5,
				fontWeight: 600,
			}),
		],
	});
	return { markup, height };
}

/** As many points as a line may have: the last of each stretch of time, both ends of each process, and both sides of each step back. */
function thinned(steps: Lane["steps"], most: number): Lane["steps"] {
	const stride = Math.max(1, Math.ceil(steps.length / most));
	return steps.filter((step, i) => {
		const [before, after] = [steps[i - 1], steps[i + 1]];
		return (
			i % stride === 0 ||
			before?.process !== step.process ||
			after?.process !== step.process ||
			before.index > step.index ||
			after.index < step.index
		);
	});
}

function longest<T extends { start: number; end: number }>(
	spans: readonly T[],
	most: number,
): T[] {
	if (spans.length <= most) return [...spans];
	return spans
		.toSorted((a, b) => b.end - b.start - (a.end - a.start))
		.slice(0, most);
}

/** A name that fits beside its lane: the end of it tells replicas apart. */
function shortName(pod: string, widthPixels: number, fontSize: number): string {
	const most = Math.floor((widthPixels - 10) / (fontSize * 0.56));
	return pod.length <= most ? pod : `…${pod.slice(1 - most)}`;
}

/** What Plot draws, without the SVG element around it, and with coordinates of one decimal. */
function drawn(options: Plot.PlotOptions): string {
	const { document } = parseHTML("<!doctype html><html></html>");
	const svg = Plot.plot({ ...options, document }) as unknown as {
		querySelector(name: string): { remove(): void } | null;
		innerHTML: string;
	};
	// Plot's own style sheet is for an SVG that stands alone in a page.
	svg.querySelector("style")?.remove();
	return svg.innerHTML.replaceAll(
		/ (?:d|x|y|[xy][12]|c[xy]|width|height|transform)="[^"<>]*"/g,
		(attribute) =>
			attribute.replaceAll(/-?\d+\.\d\d+/g, (number) =>
				oneDecimal(Number(number)),
			),
	);
}

function oneDecimal(pixels: number): string {
	return String(Math.round(pixels * 10) / 10);
}

/** Plot counts its clip paths through the whole process. */
function ownIds(markup: string, id: string): string {
	const own = new Map<string, string>();
	return markup.replaceAll(/plot-clip-\d+/g, (found) => {
		const known = own.get(found) ?? `${id}-clip-${own.size + 1}`;
		own.set(found, known);
		return known;
	});
}
