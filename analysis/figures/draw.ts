import * as Plot from "@observablehq/plot";
import { html, raw } from "hono/html";
import { parseHTML } from "linkedom";
import { darkFigures, ground, ink, modeStyle, mutedInk, reference } from "./colours.ts";
import type { DrawnPanel, LegendEntry, Picture } from "./picture.ts";
import { kindOf, type Scale, ticksOf } from "./scales.ts";

/** As wide as a phone shows it without making its texts smaller than 11 pixels. */
const panelWidth = 440;
const textSize = 14;
const gap = 16;
const margin = 16;
const fileWidth = 2 * panelWidth + gap + 2 * margin;

/**
 * Draws one panel. Axes are options as Plot has them; `panelWidth` wide.
 *
 * @param id begins the ids of clip paths; unique among all panels of a document
 */
export function drawPanel(id: string, heading: string, plot: Plot.PlotOptions): DrawnPanel {
	const height = plot.height ?? 260;
	const margins = { marginTop: 14, marginRight: 18, marginBottom: 46, marginLeft: 58 };
	const style = { fontSize: `${textSize}px` };
	const marks = marksOf({ ...margins, ...plot, height, width: panelWidth, style })
		.replaceAll("plot-clip-", `${id}-clip-`)
		.replaceAll('"currentColor"', `"${ink}"`);
	return {
		heading,
		width: panelWidth,
		height,
		svg: html`<svg class="hf" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${panelWidth} ${height}" width="${panelWidth}" height="${height}" role="img" aria-label="${heading}" font-size="${textSize}" text-anchor="middle" fill="${ink}" color="${ink}">${raw(marks)}</svg>`.toString(),
	};
}

/** What Plot draws, without the SVG element around it. */
export function marksOf(plot: Plot.PlotOptions): string {
	const { document } = parseHTML("<!doctype html><html></html>");
	const svg = Plot.plot({ ...plot, document }) as unknown as {
		querySelector(name: string): { remove(): void } | null;
		innerHTML: string;
	};
	// Plot's own style sheet is for an SVG that stands alone in a page.
	svg.querySelector("style")?.remove();
	return svg.innerHTML;
}

/** Grid, axis and base line of values that have a scale of their own; `unit` is said beside it. */
export function valueAxis(direction: "x" | "y", scale: Scale, label: string | null): Plot.Markish {
	const ticks = ticksOf(scale, direction === "x" ? 6 : 8);
	const text = (tick: number) => tick.toLocaleString("en");
	const words = label === null ? null : `${label}${kindOf(scale)}`;
	const options = { text, label: words, labelAnchor: "center", labelArrow: "none" } as const;
	return direction === "x"
		? [Plot.gridX(ticks, { stroke: ink, strokeOpacity: 0.12 }), Plot.axisX(ticks, options)]
		: [
				Plot.gridY(ticks, { stroke: ink, strokeOpacity: 0.12 }),
				Plot.axisY(ticks, { ...options, labelOffset: 50 }),
				Plot.ruleY([scale.domain[0]], { stroke: ink }),
			];
}

/** Names of rows at the left of a panel, each on one line. */
export function rowAxis(labelOf: (key: string) => string): Plot.Markish {
	return Plot.axisY({ tickSize: 0, label: null, text: labelOf });
}

/** Room for the longest of them. */
export function roomFor(labels: readonly string[]): number {
	return 14 + Math.max(0, ...labels.map((label) => textWidth(label, textSize)));
}

/** In pixels, estimated generously for a system's sans-serif font. */
export function textWidth(text: string, size: number): number {
	return Math.ceil(text.length * size * 0.56);
}

const keyWidth = 30;

/** The drawn part of a legend's entry, 30 × 18 pixels. */
export function legendKey({ key }: LegendEntry) {
	switch (key.kind) {
		case "mode": {
			const { color, symbol } = modeStyle(key.mode);
			return raw(modeKey(color, symbol));
		}
		case "line":
			return html`<path d="M1,9H29" stroke="${key.color}" stroke-width="${key.width ?? 2}" stroke-dasharray="${key.dash ?? "none"}" fill="none"/>`;
		case "fill":
			return html`<rect x="3" y="2" width="24" height="14" fill="${key.fill}" fill-opacity="${key.opacity ?? 1}"/>`;
		case "dot":
			return html`<circle cx="15" cy="9" r="4.5" fill="${key.hollow ? "none" : mutedInk}" stroke="${mutedInk}" stroke-width="1.5"/>`;
		case "reference":
			return html`<rect x="1" y="3" width="13" height="12" fill="${reference}" fill-opacity="0.25" stroke="${reference}"/><path d="M17,9H30" stroke="${reference}" stroke-width="1.5" stroke-dasharray="5 3"/>`;
	}
}

function modeKey(color: string, symbol: Plot.SymbolType): string {
	return marksOf({
		...{ width: keyWidth, height: 18, margin: 0, axis: null },
		x: { domain: [0, 1] },
		y: { domain: [0, 1] },
		marks: [Plot.dot([0], { x: () => 0.5, y: () => 0.5, r: 5, symbol, fill: color })],
	});
}

/**
 * A picture as one file: title, legend, panels two in a row, and what must be known, which says the
 * same wherever it is copied to.
 */
export function pictureSvg(picture: Picture, idPrefix: string): string {
	const { name, title, subtitle, legend, panels, captions, alternative } = picture;
	const id = `${idPrefix}-${name}`;
	const heading = paragraph(margin, title, 18, ink, 600);
	const below = paragraph(heading.bottom + 2, subtitle, 13, mutedInk);
	const keys = legendRows(below.bottom + 8, legend);
	let top = keys.bottom + 6;
	const drawn: unknown[] = [];
	for (let first = 0; first < panels.length; first += 2) {
		const row = panels.slice(first, first + 2);
		const headings = row.map((panel, i) =>
			paragraph(top, panel.heading, 14, ink, 600, {
				left: margin + i * (panelWidth + gap),
				width: panelWidth,
			}),
		);
		const plotTop = Math.max(...headings.map(({ bottom }) => bottom)) + 2;
		drawn.push(
			...headings.map(({ markup }) => markup),
			...row.map((panel, i) =>
				raw(panel.svg.replace("<svg ", `<svg x="${margin + i * (panelWidth + gap)}" y="${plotTop}" `)),
			),
		);
		top = plotTop + Math.max(...row.map(({ height }) => height)) + 10;
	}
	for (const caption of captions) {
		const { markup, bottom } = paragraph(top, caption, 12, mutedInk);
		drawn.push(markup);
		top = bottom + 2;
	}
	const height = Math.ceil(top + margin);
	return html`<svg class="hf" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${fileWidth} ${height}" width="${fileWidth}" height="${height}" role="img" aria-labelledby="${id}-title ${id}-description" font-family="system-ui, 'Helvetica Neue', Arial, sans-serif" fill="${ink}">
<title id="${id}-title">${title}</title>
<desc id="${id}-description">${alternative}</desc>
<style>${raw(darkFigures)}</style>
<rect width="${fileWidth}" height="${height}" fill="${ground}"/>
${heading.markup}${below.markup}${keys.markup}
${drawn}</svg>
`.toString();
}

function legendRows(top: number, legend: readonly LegendEntry[]) {
	let x = margin;
	let y = top;
	const markup = legend.map((entry) => {
		const width = keyWidth + 6 + textWidth(entry.label, 13) + 14;
		if (x > margin && x + width > fileWidth) {
			x = margin;
			y += 22;
		}
		const drawn = html`<g transform="translate(${x},${y})">${legendKey(entry)}<text x="${keyWidth + 6}" y="14" font-size="13" fill="${ink}">${entry.label}</text></g>`;
		x += width;
		return drawn;
	});
	return { markup, bottom: legend.length === 0 ? top : y + 22 };
}

function paragraph(
	top: number,
	text: string,
	size: number,
	fill: string,
	weight = 400,
	{ left = margin, width = fileWidth - 2 * margin } = {},
) {
	const lineHeight = Math.round(size * 1.35);
	const lines = wrap(text, width, size * (weight > 400 ? 1.06 : 1));
	const markup = lines.map(
		(line, i) =>
			html`<text x="${left}" y="${top + size + i * lineHeight}" font-size="${size}" font-weight="${weight}" fill="${fill}">${line}</text>`,
	);
	return { markup, bottom: top + lines.length * lineHeight };
}

/**
 * Breaks a text at spaces into lines no wider than `width` pixels; a longer word gets a line of its
 * own.
 */
export function wrap(text: string, width: number, size: number): string[] {
	const lines: string[] = [];
	for (const word of text.split(/\s+/).filter((each) => each !== "")) {
		const last = lines.at(-1);
		if (last !== undefined && textWidth(`${last} ${word}`, size) <= width) {
			lines[lines.length - 1] = `${last} ${word}`;
		} else lines.push(word);
	}
	return lines;
}
