import * as Plot from "@observablehq/plot";
import type { WindowReplica } from "../digest/rows.ts";
import { type Column, chart, modeLegend, runColumns } from "./chart.ts";
import { mutedInk } from "./colours.ts";
import type { CostRow } from "./costRows.ts";
import type { Picture, PictureContext } from "./picture.ts";
import { rowPanels } from "./rows.ts";
import { ratioScale } from "./scales.ts";
import { survivorsOfRuns } from "./survivorsOfRuns.ts";

/**
 * What those that a fault did not strike went through in its windows: which share of the updates
 * that were due was acknowledged, and how long the worst of them was without any. A picture for
 * each fault.
 */
export function survivors(windows: readonly WindowReplica[], context: PictureContext): Picture[] {
	const all = survivorsOfRuns(windows);
	const faults = [...new Set(all.map(({ fault }) => fault))];
	return (faults.length === 0 ? ["a fault"] : faults).map((fault, i) => {
		const rows = all.filter((row) => row.fault === fault);
		const open = rows.filter(({ openWindows }) => openWindows > 0).length;
		const lowest = Math.min(1, ...rows.map(({ share }) => share ?? 1)) * 100;
		const from = Math.max(0, Math.min(90, Math.floor(lowest / 10) * 10));
		return chart(
			{
				name: i === 0 ? "survivors" : `survivors-${i + 1}`,
				title: `The other replicas during ${fault}`,
				subtitle:
					"Replicas that the fault did not strike, from its start until the system was back. Dots: runs; strokes: their medians.",
				columns: [
					["fault", ({ fault }) => fault],
					...runColumns,
					["survivors", ({ survivors }) => survivors],
					["updates due", ({ expectedUpdates }) => expectedUpdates],
					["updates missed", ({ missedUpdates }) => missedUpdates, "updates missed"],
					["acknowledged (%)", ({ share }) => (share === null ? null : share * 100)],
					[
						"longest time without an acknowledged update (s)",
						({ longestGapSeconds }) => longestGapSeconds,
						"longest time without one, in s,",
					],
				],
				rows,
				legend: modeLegend(rows),
				panels: rowPanels(
					rows,
					[
						{
							heading: "Updates acknowledged, of those due",
							label: "percent",
							value: ({ share }) => (share === null ? null : share * 100),
							scale: { type: "linear", domain: [from, 100] },
						},
						{
							heading: "Longest time without one, worst survivor",
							label: "seconds",
							value: ({ longestGapSeconds }) => longestGapSeconds,
						},
					],
					context,
				),
				captions: [
					from > 0 ? `The axis of the share begins at ${from} %.` : null,
					open > 0
						? `In ${open} runs the system was not back before the end: there the window lasts until then.`
						: null,
				],
				whenEmpty: "No replica survived a fault, so nothing can be said of survivors.",
			},
			context,
		);
	});
}

const statistics = { typical: "Typical persist latency", slow: "Slowest persist latency per bin" } as const;
type Statistic = keyof typeof statistics;

/**
 * What the survivors of faults pay: their persist latency while a fault lasts, as a multiple of
 * what it was before, or in runs without faults.
 */
export function costOfFaults(costs: readonly CostRow[], context: PictureContext): Picture {
	const rows = costs.flatMap((row) => {
		const quiet = row.before ?? row.faultFree;
		const baseline = row.before === null ? "runs without faults" : "before the fault";
		return quiet === null ? [] : [{ ...row, quiet, baseline }];
	});
	type Row = (typeof rows)[number];
	const ratio = ({ inFaults, quiet }: Row, statistic: Statistic) =>
		quiet[statistic] === 0 ? null : inFaults[statistic] / quiet[statistic];
	const scale = ratioScale(rows.flatMap((row) => [ratio(row, "typical") ?? 1, ratio(row, "slow") ?? 1]));
	const names = Object.keys(statistics) as Statistic[];
	return chart(
		{
			name: "cost-of-faults",
			title: "What survivors pay while a fault lasts",
			subtitle:
				"Persist latency of the Pods that no fault struck, in the faults' windows, as a multiple of a quiet time's. Dots: runs; strokes: their medians. At 1 nothing is paid.",
			columns: [
				...runColumns,
				["operations in faults", ({ inFaults }) => inFaults.operations],
				["baseline", ({ baseline }) => baseline],
				...names.flatMap((statistic): Column<Row>[] => [
					[`${statistics[statistic]} in faults (ms)`, (row) => row.inFaults[statistic] * 1000],
					["baseline (ms)", (row) => row.quiet[statistic] * 1000],
					["ratio", (row) => ratio(row, statistic), `${statistics[statistic].toLowerCase()}, times`],
				]),
			],
			rows,
			legend: modeLegend(rows),
			panels: rowPanels(
				rows,
				names.map((statistic) => ({
					heading: statistics[statistic],
					label: "times the quiet time's",
					value: (row: Row) => ratio(row, statistic),
					scale,
					below: Plot.ruleX([1], { stroke: mutedInk, strokeWidth: 1.5, className: "nothing-paid" }),
				})),
				context,
			),
			captions: [
				"Typical: the median. Slowest per bin: the slowest operation of each bin of run time, the median over the bins.",
				"A short window holds few operations: the table says how many.",
			],
			whenEmpty: "No run has survivors of a fault whose latency could be compared with that of a quiet time.",
		},
		context,
	);
}
