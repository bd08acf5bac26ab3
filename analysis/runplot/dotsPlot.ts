import * as Plot from "@observablehq/plot";
import { html } from "hono/html";
import { ticksOf } from "../figures/scales.ts";
import { bandMarks } from "./bandMarks.ts";
import { type Band, type PlacedLabel, placeLabels } from "./bands.ts";
import { type Dot, slowestOf } from "./dots.ts";
import type { Layout } from "./layout.ts";
import { drawn, oneDecimal, type Part } from "./plotMarkup.ts";
import { allSeries, type Series, titleOf } from "./series.ts";
import type { Sketch } from "./sketch.ts";
import type { Axis } from "./timeAxis.ts";

/**
 * With more dots than these only the slowest, and those that weren't acknowledged, say what they
 * are.
 */
const mostTitles = 1500;
const mostFailuresTold = 300;
const labelRowHeight = 16;
const railHeight = 16;
const milliseconds = 1000;

/**
 * Every operation over run time by its latency; those without an answer on a line above, and the
 * names of faults above that.
 */
export function dotsPlot(sketch: Sketch, bands: readonly Band[], axis: Axis, layout: Layout, id: string): Part {
	const { extent, period } = sketch;
	const { dots } = sketch.dots[layout.name];
	const { width, marginLeft, marginRight, fontSize } = layout;
	const labels = placeLabels(bands, period.end - period.zero, width - marginLeft - marginRight, fontSize);
	const labelRows = Math.max(0, ...labels.map(({ row }) => row + 1));
	const hasUnanswered = dots.some(({ latencySeconds }) => latencySeconds === null);
	const rail = hasUnanswered ? railHeight : 0;
	const marginTop = 6 + labelRows * labelRowHeight + rail;
	const marginBottom = 24;
	const height = marginTop + layout.dotsHeight + marginBottom;
	const domain = latencyDomain(extent);
	const ticks = ticksOf({ type: "log", domain });
	const told = toldDots(dots, layout);
	const series = allSeries.map((each) => ({
		series: each,
		dots: dots.filter(({ kind, outcome }) => kind === each.kind && outcome === each.outcome),
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
				dots.length === 0 ? [] : dotMark(dots, series, axis, domain[0], told, dotMarkup),
			),
			dots.length === 0
				? Plot.text(["No operation to draw."], { frameAnchor: "middle", fontSize: 16, fill: "var(--muted)" })
				: [],
		],
	});
	return { markup: markup.replaceAll(/dots:\w+:\w+;/g, (name) => dotMarkup.get(name) ?? name), height };
}

/** In milliseconds; a tenth and ten times around what there is of one value alone. */
function latencyDomain({ fastest, slowest }: Sketch["extent"]): [number, number] {
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
 * Dots of one series: those that say what they are are elements of their own, all others are one
 * path, a tenth of the size. Plot places them; their markup goes into `markup` by a name that
 * stands for it in what Plot draws, since a document's nodes cost more than all the rest.
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
			y: ({ latencySeconds }: Dot) => Math.max(lowest, (latencySeconds ?? 0) * milliseconds),
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
		.map(({ dot, at }) => html`<path d="${at}${glyph}"><title>${titleOf(dot)}</title></path>`)}</g>`.toString();
}

function labelMarks(labels: readonly PlacedLabel[], axis: Axis, rail: number): Plot.Markish[] {
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
