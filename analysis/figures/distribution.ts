import * as Plot from "@observablehq/plot";
import { modesInOrder } from "../../schema/modesInOrder.ts";
import type { QuantileRow } from "../digest/rows.ts";
import { chart, modeLegend, runColumns, sizesOf } from "./chart.ts";
import { modeScales } from "./colours.ts";
import { valueAxis } from "./draw.ts";
import { centred } from "./marks.ts";
import type { Picture, PictureContext } from "./picture.ts";

/**
 * Empirical distribution of the persist latency: thin lines are runs, thick ones their medians; the
 * smallest and the largest size.
 */
export function distribution(rows: readonly QuantileRow[], context: PictureContext): Picture {
	// A logarithmic axis has no zero.
	const all = rows.filter(({ kind, seconds }) => kind === "persist" && seconds > 0);
	const sizes = [...new Set([...sizesOf(all).slice(0, 1), ...sizesOf(all).slice(-1)])];
	const shown = all
		.filter(({ replicas }) => sizes.includes(replicas))
		.map((row) => ({ ...row, milliseconds: row.seconds * 1000, percent: row.probability * 100 }));
	const modes = modesInOrder(shown.map(({ mode }) => mode));
	const values = shown.map(({ milliseconds }) => milliseconds);
	const scale = {
		type: "log",
		domain: [Math.min(...values) * 0.9, Math.max(...values) * 1.1] as [number, number],
	} as const;
	const line = { x: "milliseconds", y: "percent", stroke: "mode" } as const;
	return chart(
		{
			name: "persist-distribution",
			title: "Distribution of the persist latency",
			subtitle:
				"Share of the acknowledged operations, from the warm-up's end on, that took no longer. Thin: each run. Thick: the median over the runs, at each share.",
			columns: [
				...runColumns,
				["probability", ({ probability }) => probability],
				["latency (ms)", ({ milliseconds }) => milliseconds, "persist latency in ms"],
			],
			rows: shown,
			legend: modeLegend(shown),
			panels: sizes.map((size) => {
				const own = shown.filter(({ replicas }) => replicas === size);
				return {
					heading: `${size} replicas`,
					plot: {
						height: 300,
						x: scale,
						y: {
							domain: [0, 100],
							label: "share of operations (%)",
							...centred,
							ticks: [0, 25, 50, 75, 95],
							grid: true,
						},
						color: modeScales(modes).color,
						marks: [
							valueAxis("x", scale, "persist latency (ms)"),
							Plot.line(own, {
								...line,
								z: "run",
								sort: "probability",
								strokeOpacity: 0.4,
								strokeWidth: 1,
								title: "run",
								className: "run-line",
							}),
							Plot.line(
								own,
								Plot.groupY({ x: "median" }, { ...line, sort: "percent", strokeWidth: 2.4, className: "median-line" }),
							),
						],
					},
				};
			}),
			whenEmpty: "No acknowledged persist was recorded.",
		},
		context,
	);
}
