import { html, raw } from "hono/html";
import { textWidth, wrapText } from "./labels.ts";
import { ink, mutedInk, reference } from "./palette.ts";

/** One entry of a legend: a drawn sample and its words. */
export type LegendEntry = {
	label: string;
	key:
		| {
				kind: "line";
				color: string;
				dash: string;
				symbol?: string;
				widthPixels?: number;
		  }
		| { kind: "area"; fill: string; opacity: number; edge: string }
		| { kind: "band"; fill: string; opacity: number }
		| { kind: "reference" }
		| { kind: "marker" | "cross"; path: string; color: string };
};

/** What Plot drew, without the SVG element around it. */
export type Drawing = { marks: string; heightPixels: number };

export type Frame = {
	/** Unique among the figures of one document. */
	id: string;
	title: string;
	subtitle: string;
	/** What a reader who can't see the figure should know. */
	description: string;
	legend: readonly LegendEntry[];
	/** One paragraph each, below the plot. */
	captions: readonly string[];
	/** Whether the drawing, or the legend, fills something with `hatchOf` this figure. */
	hatched?: boolean;
};

/** Fill of reference ranges: hatched, so that it can't be taken for something measured. */
export function hatchOf(figureId: string): string {
	return `url(#${figureId}-hatch)`;
}

export const figureWidth = 960;
const margin = 16;
const innerWidth = figureWidth - 2 * margin;
const legendFontSize = 13;
const legendRowHeight = 22;
const keyWidth = 34;

/**
 * Puts a drawing (`figureWidth` wide) under a title and a legend and above its captions. All of it is inside one SVG,
 * which therefore says the same wherever it is copied to.
 */
export function framed(drawing: Drawing, frame: Frame): string {
	const hatch = frame.hatched
		? html`<defs><pattern id="${frame.id}-hatch" patternUnits="userSpaceOnUse" width="6" height="6" patternTransform="rotate(45)"><path d="M0,0V6" stroke="${reference}" stroke-width="2" stroke-opacity="0.55"/></pattern></defs>
`
		: "";
	const title = paragraph(margin, frame.title, { size: 18, bold: true });
	const subtitle = paragraph(title.bottom + 2, frame.subtitle, { size: 13 });
	const legend = legendRows(subtitle.bottom + 8, frame);
	const plotTop = legend.bottom + 4;
	let bottom = plotTop + drawing.heightPixels + 8;
	const captions = frame.captions.map((text) => {
		const caption = paragraph(bottom, text, { size: 12 });
		bottom = caption.bottom + 2;
		return caption.markup;
	});
	const height = Math.ceil(bottom + margin - 4);
	return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${figureWidth} ${height}" width="${figureWidth}" height="${height}" role="img" aria-labelledby="${frame.id}-title ${frame.id}-description" font-family="system-ui, 'Helvetica Neue', Arial, sans-serif" fill="${ink}">
<title id="${frame.id}-title">${frame.title}</title>
<desc id="${frame.id}-description">${frame.description}</desc>
${hatch}<rect width="${figureWidth}" height="${height}" fill="#ffffff"/>
${title.markup}${subtitle.markup}${legend.markup}
<g class="plot" transform="translate(0,${plotTop})" text-anchor="middle" font-size="12" fill="currentColor" color="${ink}">${raw(drawing.marks)}</g>
${captions}</svg>
`.toString();
}

function paragraph(
	top: number,
	text: string,
	{ size, bold = false }: { size: number; bold?: boolean },
) {
	const lineHeight = Math.round(size * 1.35);
	const lines = wrapText(text, innerWidth, size);
	const markup = lines.map(
		(line, i) =>
			html`<text x="${margin}" y="${top + size + i * lineHeight}" font-size="${size}" font-weight="${bold ? 600 : 400}" fill="${bold ? ink : mutedInk}">${line}</text>`,
	);
	return { markup, bottom: top + lines.length * lineHeight };
}

function legendRows(top: number, { id, legend: entries }: Frame) {
	let x = margin;
	let y = top;
	const markup = entries.map(({ key, label }) => {
		const width = keyWidth + 6 + textWidth(label, legendFontSize) + 16;
		if (x > margin && x + width > figureWidth) {
			x = margin;
			y += legendRowHeight;
		}
		const entry = html`<g class="legend-entry" transform="translate(${Math.round(x)},${y})" font-size="${legendFontSize}">${legendKey(key, id)}<text x="${keyWidth + 6}" y="15">${label}</text></g>`;
		x += width;
		return entry;
	});
	const bottom = entries.length === 0 ? top : y + legendRowHeight;
	return { markup, bottom };
}

function legendKey(key: LegendEntry["key"], figureId: string) {
	const middle = `translate(${keyWidth / 2},10)`;
	switch (key.kind) {
		case "area":
			return html`<rect x="4" y="2" width="${keyWidth - 8}" height="16" fill="${key.fill}" fill-opacity="${key.opacity}"/><path d="M4,2V18M${keyWidth - 4},2V18" stroke="${key.edge}" stroke-dasharray="3 2"/>`;
		case "band":
			return html`<rect x="4" y="3" width="${keyWidth - 8}" height="14" fill="${key.fill}" fill-opacity="${key.opacity}"/>`;
		case "reference":
			return html`<rect x="2" y="3" width="14" height="14" fill="${hatchOf(figureId)}" stroke="${reference}" stroke-width="0.75"/><path d="M20,10H${keyWidth}" stroke="${reference}" stroke-width="1.5" stroke-dasharray="6 3"/>`;
		case "marker":
			return html`<path d="${key.path}" transform="${middle}" fill="${key.color}"/>`;
		case "cross":
			return html`<path d="${key.path}" transform="${middle}" stroke="${key.color}" stroke-width="1.5" fill="none"/>`;
		case "line":
			return html`<path d="M0,10H${keyWidth}" stroke="${key.color}" stroke-width="${key.widthPixels ?? (key.symbol ? 2 : 1.5)}" stroke-dasharray="${key.dash}" fill="none"/>${
				key.symbol &&
				html`<path d="${key.symbol}" transform="${middle}" fill="${key.color}" stroke="#ffffff" stroke-width="0.5"/>`
			}`;
	}
}
