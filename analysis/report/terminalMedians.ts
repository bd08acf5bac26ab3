import { metrics } from "../digest/metrics.ts";
import { markedMode, standInStoreModes } from "../standInStore.ts";
import { medianText } from "./estimateText.ts";
import { headlines } from "./headlines.ts";
import { nothing, verdictText } from "./measures.ts";
import { modeTable } from "./modeTable.ts";
import type { ReportedGroup } from "./report.ts";
import { alignedBlocks } from "./textTable.ts";
import { safetyOf } from "./verdictCounts.ts";

/**
 * Medians after the warm-up for a terminal, a column for each mode and size that more than one run was made of; no line where
 * there is none such.
 */
export function medianTable(
	{ cells, tables }: Pick<ReportedGroup, "cells" | "tables">,
	widthColumns: number,
): string[] {
	const repeated = cells.filter(({ runs }) => runs.length > 1);
	if (repeated.length === 0) return [];
	const marked = standInStoreModes(cells);
	const { sizes, metrics: measured } = modeTable(tables.metrics, "settled");
	const told = headlines.flatMap(
		(name) => measured.find(({ metric }) => metric === name) ?? [],
	);
	const labels = [
		"",
		"runs, and left out",
		"safety",
		...told.map(({ metric }) => {
			const { label, unit } = metrics[metric];
			return `${label} [${unit}]`;
		}),
	];
	const columns = repeated.map((cell) => {
		const { mode, replicas, runs, excluded } = cell;
		const safety = safetyOf([cell]);
		return [
			`${markedMode(mode, marked)}-${replicas}`,
			`${runs.length}, ${excluded.length}`,
			safety === null ? nothing : verdictText(safety),
			...told.map(({ metric, modes }) => {
				const estimate = modes.find((line) => line.mode === mode)?.cells[
					sizes.indexOf(replicas)
				];
				return estimate ? medianText(estimate, metrics[metric]) : nothing;
			}),
		];
	});
	return [alignedBlocks(labels, columns, widthColumns)];
}
