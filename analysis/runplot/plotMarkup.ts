import type { PlotOptions } from "@observablehq/plot";
import { marksOf } from "../figures/draw.ts";

/** A part of a drawing, and how high it is. */
export type Part = { markup: string; height: number };

/** What Plot draws, without the SVG element around it, and with coordinates of one decimal. */
export function drawn(options: PlotOptions): string {
	return marksOf(options).replaceAll(/ (?:d|x|y|[xy][12]|c[xy]|width|height|transform)="[^"<>]*"/g, (attribute) =>
		attribute.replaceAll(/-?\d+\.\d\d+/g, (number) => oneDecimal(Number(number))),
	);
}

/** A coordinate, as exact as a screen. */
export function oneDecimal(pixels: number): string {
	return String(Math.round(pixels * 10) / 10);
}
