import * as Plot from "@observablehq/plot";
import { html, raw } from "hono/html";
import { parseHTML } from "linkedom";
import { type Drawing, type Frame, figureWidth, framed } from "./frame.ts";
import { wrapText } from "./labels.ts";
import { ink, mutedInk } from "./palette.ts";

export { modeStyle } from "./palette.ts";

/** One of the small multiples. Width and document are the figure's; the height is the panel's own. */
export type Panel = { heading: string; plot: Plot.PlotOptions };

export type PanelFigure = Frame & {
	/** Row by row. Axes are alike only where the given domains are. */
	panels: readonly Panel[];
	/** 2 unless there is but one panel. */
	columns?: 1 | 2;
};

const gap = 8;
const headingSize = 14;
const headingLineHeight = 19;
const headingLeft = 16;
const usualHeight = 280;
/** Room for ticks and centred axis labels of 12 pixels. */
const usualMargins = {
	marginTop: 10,
	marginRight: 16,
	marginBottom: 44,
	marginLeft: 62,
};

/** How wide a panel is, margins included. */
export function panelWidthPixels(columns: 1 | 2): number {
	return (figureWidth - (columns - 1) * gap) / columns;
}

/**
 * Small multiples under one title and legend, in one SVG; for no panels, one that says that there is nothing. Every id in it begins with the figure's, so that many figures fit
 * into one document, and drawing twice gives the same text.
 *
 * Values that a reader may ask for belong into the `title` channel of the marks: browsers show it on hover, without scripts.
 */
export function panelFigure({
	panels,
	columns = panels.length > 1 ? 2 : 1,
	...frame
}: PanelFigure): string {
	if (panels.length === 0) {
		return framed(nothingDrawn, { ...frame, legend: [] });
	}
	const widthPixels = panelWidthPixels(columns);
	let top = 0;
	let markup = "";
	for (let first = 0; first < panels.length; first += columns) {
		const row = panels.slice(first, first + columns);
		const headings = row.map(({ heading }) =>
			wrapText(heading, widthPixels - 2 * headingLeft, headingSize),
		);
		const lines = Math.max(1, ...headings.map(({ length }) => length));
		const plotTop = top + lines * headingLineHeight + 4;
		for (const [column, { plot }] of row.entries()) {
			const left = column * (widthPixels + gap);
			markup += html`<g class="panel">${(headings[column] ?? []).map(
				(line, i) =>
					html`<text class="panel-heading" x="${left + headingLeft}" y="${top + headingSize + i * headingLineHeight}" text-anchor="start" font-size="${headingSize}" font-weight="600" fill="${ink}">${line}</text>`,
			)}<g transform="translate(${left},${plotTop})">${raw(marksOf(plot, widthPixels))}</g></g>`.toString();
		}
		const heights = row.map(({ plot }) => plot.height ?? usualHeight);
		top = plotTop + Math.max(...heights) + gap;
	}
	return framed(
		{ marks: withOwnIds(markup, frame.id), heightPixels: top },
		frame,
	);
}

const nothingDrawn: Drawing = {
	marks:
		html`<text x="${figureWidth / 2}" y="50" font-size="16" fill="${mutedInk}">No values were recorded.</text>`.toString(),
	heightPixels: 100,
};

/** What Plot draws, without the SVG element around it. */
function marksOf(plot: Plot.PlotOptions, widthPixels: number): string {
	const { document } = parseHTML("<!doctype html><html></html>");
	const svg = Plot.plot({
		height: usualHeight,
		...usualMargins,
		...plot,
		width: widthPixels,
		document,
	}) as unknown as {
		querySelector(name: string): { remove(): void } | null;
		innerHTML: string;
	};
	// Plot's own style sheet is for an SVG that stands alone in a page.
	svg.querySelector("style")?.remove();
	return svg.innerHTML;
}

/** Plot counts its clip paths through the whole process. */
function withOwnIds(markup: string, figureId: string): string {
	const own = new Map<string, string>();
	return markup.replace(/plot-clip-\d+/g, (id) => {
		const known = own.get(id) ?? `${figureId}-clip-${own.size + 1}`;
		own.set(id, known);
		return known;
	});
}
