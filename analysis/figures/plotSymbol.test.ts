import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { expect, it } from "vitest";
import { type MarkerSymbol, symbolPaths } from "./palette.ts";
import { plotSymbol } from "./plotSymbol.ts";

const symbols = Object.keys(symbolPaths) as MarkerSymbol[];

function drawnPath(symbol: MarkerSymbol): string {
	const { document } = parseHTML("<!doctype html><html></html>");
	const svg = Plot.plot({
		document,
		axis: null,
		marks: [
			Plot.dot([0], {
				x: 0,
				y: 0,
				r: 5,
				symbol: plotSymbol(symbol),
				fill: "red",
			}),
		],
	}) as unknown as { outerHTML: string };
	return / d="([^"]+)"|<circle/.exec(svg.outerHTML)?.[0] ?? "";
}

it("draws each marker, and no two alike", () => {
	const paths = symbols.map(drawnPath);
	expect(paths).not.toContain("");
	expect(paths.join()).not.toMatch(/NaN|undefined/);
	expect(new Set(paths).size).toBe(symbols.length);
});
