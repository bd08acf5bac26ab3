import * as Plot from "@observablehq/plot";
import { modesInOrder } from "../../schema/modesInOrder.ts";
import type { StartupRow } from "../digest/rows.ts";
import { type Column, chart, sizesOf } from "./chart.ts";
import { modeStyle, mutedInk, reference as referenceColor } from "./colours.ts";
import { valueAxis } from "./draw.ts";
import { readable } from "./numbers.ts";
import type { LegendEntry, Picture, PictureContext } from "./picture.ts";
import { referenceText, studyReferences } from "./references.ts";
import { scaleOf } from "./scales.ts";
import { startupCells } from "./startupCells.ts";

const kinds = ["first starts", "restarts after a fault"] as const;
const dashes = ["none", "6 3"] as const;

/**
 * The study's figure 5.4: how long it took from the start of a Pod's first container until the method served it, for every number
 * of replicas; first starts, and restarts after a fault.
 */
export function startupDelay(startups: readonly StartupRow[], context: PictureContext): Picture {
	const cells = startupCells(startups);
	const modes = modesInOrder(cells.map(({ mode }) => mode));
	const rows = modes.flatMap((mode) =>
		cells
			.filter((cell) => cell.mode === mode)
			.flatMap(({ replicas, restart, runs }) =>
				runs.map(({ run, mean }) => ({
					mode,
					replicas,
					starts: kinds[restart ? 1 : 0],
					run,
					mean,
				})),
			),
	);
	const referencesOf = (mode: string) =>
		studyReferences("startup", mode, context.study, {
			durationSeconds: context.durationSeconds,
			faultSeconds: null,
		});
	const scale = scaleOf([...rows.map(({ mean }) => mean), ...modes.flatMap(referencesOf).map(({ low }) => low)]);
	const sizes = sizesOf(rows);
	const room = Math.max(1, ((sizes.at(-1) ?? 0) - (sizes[0] ?? 0)) * 0.08);
	const shown = kinds.filter((kind) => rows.some(({ starts }) => starts === kind));
	type Row = (typeof rows)[number];
	const column = (label: string, value: Column<Row>["value"]): Column<Row> => ({ label, value });
	return chart(
		{
			name: "figure-5-4-startup-delay",
			title: "Startup delay over the number of replicas (figure 5.4)",
			subtitle:
				"From the start of a Pod's first container until the method served the replica; of each run, the mean over its replicas. Dots: runs; lines: their medians.",
			columns: [
				column("mode", ({ mode }) => mode),
				column("replicas", ({ replicas }) => replicas),
				column("starts", ({ starts }) => starts),
				column("run", ({ run }) => run),
				{ ...column("mean over the replicas (s)", ({ mean }) => mean), told: "startup delay in s" },
			],
			rows,
			legend: [
				...shown.map(
					(kind): LegendEntry => ({
						label: kind,
						key: { kind: "line", color: mutedInk, dash: dashes[kinds.indexOf(kind)] ?? "none" },
					}),
				),
				...(modes.flatMap(referencesOf).length > 0
					? [{ label: "the study's text", key: { kind: "reference" } } as const]
					: []),
			],
			panels: modes.map((mode) => ({
				heading: `${modeStyle(mode).label}.${referenceText(referencesOf(mode))}`,
				plot: {
					x: {
						domain: [(sizes[0] ?? 0) - room, (sizes.at(-1) ?? 0) + room],
						ticks: sizes,
						tickFormat: String,
						label: "replicas",
						labelAnchor: "center",
						labelArrow: "none",
					},
					y: scale,
					marks: [
						valueAxis("y", scale, "startup delay (s)"),
						Plot.ruleY(referencesOf(mode), {
							y: "low",
							stroke: referenceColor,
							strokeWidth: 1.5,
							strokeDasharray: "8 3",
							className: "reference-value",
						}),
						kinds.map((kind, i) => {
							const own = rows.filter((row) => row.mode === mode && row.starts === kind);
							const { color } = modeStyle(mode);
							return [
								Plot.line(
									own,
									Plot.groupX(
										{ y: "median" },
										{
											x: "replicas",
											y: "mean",
											stroke: color,
											strokeWidth: 2,
											strokeDasharray: dashes[i],
											sort: "replicas",
											className: "median-line",
										},
									),
								),
								Plot.dot(own, {
									x: "replicas",
									y: "mean",
									r: 3.2,
									fill: i === 0 ? color : "none",
									stroke: color,
									title: ({ run, mean }) => `${run}, ${kind}: ${readable(mean)} s`,
									className: "run",
								}),
							];
						}),
					],
				},
			})),
			captions: [shown.length === 1 ? "No replica restarted." : null],
			whenEmpty: "No start of a replica was recorded.",
		},
		context,
	);
}
