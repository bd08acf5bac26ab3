import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** A part of a drawing, and how high it is. */
export type Part = { markup: string; height: number };

/** What Plot draws, without the SVG element around it, and with coordinates of one decimal. */
export function drawn(options: Plot.PlotOptions): string {
	const { document } = parseHTML("<!doctype html><html></html>");
	const svg = Plot.plot({ ...options, document }) as unknown as {
		querySelector(name: string): { remove(): void } | null;
		innerHTML: string;
	};
	// Plot's own style sheet is for an SVG that stands alone in a page.
	svg.querySelector("style")?.remove();
	return svg.innerHTML.replaceAll(/ (?:d|x|y|[xy][12]|c[xy]|width|height|transform)="[^"<>]*"/g, (attribute) =>
		attribute.replaceAll(/-?\d+\.\d\d+/g, (number) => oneDecimal(Number(number))),
	);
}

/** A coordinate, as exact as a screen. */
export function oneDecimal(pixels: number): string {
	return String(Math.round(pixels * 10) / 10);
}
