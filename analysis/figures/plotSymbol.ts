import type { SymbolType } from "@observablehq/plot";
import type { MarkerSymbol } from "./palette.ts";

/** What Plot gives a symbol to draw itself on: the part of a canvas' path that is used here. */
type Path = {
	moveTo(x: number, y: number): void;
	lineTo(x: number, y: number): void;
	arc(x: number, y: number, radius: number, from: number, to: number): void;
	closePath(): void;
};

type Shape = { draw(path: Path, size: number): void };

/** Shapes that Plot doesn't have; a size is an area in square pixels, as of its own. */
const own: Partial<Record<MarkerSymbol, Shape>> = {
	triangleDown: {
		draw: (path, size) => {
			// Equilateral, with its centre of gravity in the middle.
			const side = Math.sqrt(size / (Math.sqrt(3) / 4));
			const height = (side * Math.sqrt(3)) / 2;
			path.moveTo(0, (2 / 3) * height);
			path.lineTo(side / 2, -height / 3);
			path.lineTo(-side / 2, -height / 3);
			path.closePath();
		},
	},
	hourglass: {
		draw: (path, size) => {
			// Two triangles, each as wide as the whole and half as high.
			const half = Math.sqrt(size / 2) * 1.1;
			path.moveTo(-half, -half);
			path.lineTo(half, -half);
			path.lineTo(-half, half);
			path.lineTo(half, half);
			path.closePath();
		},
	},
	halfDisc: {
		draw: (path, size) => {
			const radius = Math.sqrt((2 * size) / Math.PI);
			path.moveTo(-radius, radius / 2);
			path.arc(0, radius / 2, radius, Math.PI, 2 * Math.PI);
			path.closePath();
		},
	},
};

/** What Plot draws a marker with: the shape that legends show for it. */
export function plotSymbol(symbol: MarkerSymbol): SymbolType {
	return own[symbol] ?? (symbol as SymbolType);
}
