import { html, raw } from "hono/html";
import { wrap } from "../figures/draw.ts";
import type { Band } from "./bands.ts";
import { dotsPlot } from "./dotsPlot.ts";
import { lanesPlot } from "./lanesPlot.ts";
import type { Layout } from "./layout.ts";
import type { Sketch } from "./sketch.ts";
import { timeAxis } from "./timeAxis.ts";

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

/** Dots above, lanes below, over one axis of run time: a whole SVG. */
export function drawing(
	sketch: Sketch,
	bands: readonly Band[],
	{ layout, id, title, description, remark }: DrawingOptions,
): string {
	const { width, fontSize } = layout;
	const axis = timeAxis(sketch.period);
	const lines = wrap(remark, width - 16, fontSize);
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

/** Plot counts its clip paths through the whole process. */
function ownIds(markup: string, id: string): string {
	const own = new Map<string, string>();
	return markup.replaceAll(/plot-clip-\d+/g, (found) => {
		const known = own.get(found) ?? `${id}-clip-${own.size + 1}`;
		own.set(found, known);
		return known;
	});
}
