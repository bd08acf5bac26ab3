import * as Plot from "@observablehq/plot";
import { flatRollup, mean } from "d3-array";
import { modesInOrder } from "../../schema/modesInOrder.ts";
import type { StartupRow } from "../digest/rows.ts";
import { chart, sizesOf } from "./chart.ts";
import { modeStyle, mutedInk } from "./colours.ts";
import { valueAxis } from "./draw.ts";
import { referenceLegend, referenceLine, sizeAxis } from "./marks.ts";
import { readable } from "./numbers.ts";
import type { LegendEntry, Picture, PictureContext } from "./picture.ts";
import { referenceText, studyReferences } from "./references.ts";
import { scaleOf } from "./scales.ts";

const kinds = ["first starts", "restarts after a fault"] as const;
const dashes = { "first starts": "none", "restarts after a fault": "6 3" } as const;

/** Of each run, the mean over its replicas, in seconds: of first starts, or of restarts. */
type Row = { mode: string; replicas: number; starts: (typeof kinds)[number]; run: string; mean: number };

/**
 * The study's figure 5.4: how long it took from the start of a Pod's first container until the
 * method served it, for every number of replicas; first starts, and restarts after a fault.
 */
export function startupDelay(startups: readonly StartupRow[], context: PictureContext): Picture {
	const rows = meansOf(startups);
	const modes = modesInOrder(rows.map(({ mode }) => mode));
	const referencesOf = (mode: string) =>
		studyReferences("startup", mode, context.study, { durationSeconds: context.durationSeconds, faultSeconds: null });
	const references = modes.flatMap(referencesOf);
	const scale = scaleOf([...rows.map(({ mean }) => mean), ...references.map(({ low }) => low)]);
	const shown = kinds.filter((kind) => rows.some(({ starts }) => starts === kind));
	return chart(
		{
			name: "figure-5-4-startup-delay",
			title: "Startup delay over the number of replicas (figure 5.4)",
			subtitle:
				"From the start of a Pod's first container until the method served the replica; of each run, the mean over its replicas. Dots: runs; lines: their medians.",
			columns: [
				["mode", ({ mode }) => mode],
				["replicas", ({ replicas }) => replicas],
				["starts", ({ starts }) => starts],
				["run", ({ run }) => run],
				["mean over the replicas (s)", ({ mean }) => mean, "startup delay in s"],
			],
			rows,
			legend: [
				...shown.map(
					(kind): LegendEntry => ({ label: kind, key: { kind: "line", color: mutedInk, dash: dashes[kind] } }),
				),
				references.length > 0 ? referenceLegend : null,
			],
			panels: modes.map((mode) => ({
				heading: `${modeStyle(mode).label}.${referenceText(referencesOf(mode))}`,
				plot: {
					x: sizeAxis(sizesOf(rows)),
					y: scale,
					marks: [
						valueAxis("y", scale, "startup delay (s)"),
						referenceLine(referencesOf(mode), { y: "low" }),
						kinds.map((kind) =>
							startMarks(
								rows.filter((row) => row.mode === mode && row.starts === kind),
								kind,
								modeStyle(mode).color,
							),
						),
					],
				},
			})),
			captions: [shown.length === 1 ? "No replica restarted." : null],
			whenEmpty: "No start of a replica was recorded.",
		},
		context,
	);
}

/** By mode, then first starts before restarts, then by size. */
function meansOf(startups: readonly StartupRow[]): Row[] {
	const modes = modesInOrder(startups.map(({ mode }) => mode));
	return flatRollup(
		startups,
		(starts) => mean(starts, ({ seconds }) => seconds) as number,
		({ mode }) => mode,
		({ replicas }) => replicas,
		({ restart }) => kinds[restart ? 1 : 0],
		({ run }) => run,
	)
		.map(([mode, replicas, starts, run, mean]) => ({ mode, replicas, starts, run, mean }))
		.sort(
			(a, b) =>
				modes.indexOf(a.mode) - modes.indexOf(b.mode) ||
				kinds.indexOf(a.starts) - kinds.indexOf(b.starts) ||
				a.replicas - b.replicas,
		);
}

/** A dot for each run, and the line through the medians. */
function startMarks(rows: readonly Row[], kind: Row["starts"], color: string): Plot.Markish[] {
	const place = { x: "replicas", y: "mean" } as const;
	const line = { ...place, stroke: color, strokeWidth: 2, strokeDasharray: dashes[kind] };
	return [
		Plot.line(rows, Plot.groupX({ y: "median" }, { ...line, sort: "replicas", className: "median-line" })),
		Plot.dot(rows, {
			...place,
			r: 3.2,
			fill: kind === "first starts" ? color : "none",
			stroke: color,
			title: ({ run, mean }: Row) => `${run}, ${kind}: ${readable(mean)} s`,
			className: "run",
		}),
	];
}
