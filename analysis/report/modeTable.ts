import { group } from "d3-array";
import { metricNames } from "../digest/metrics.ts";
import type { MetricName, MetricRow, View } from "../digest/rows.ts";
import { modesInOrder } from "../modesInOrder.ts";
import type { Estimate } from "../statistics/comparison.ts";
import { estimateRuns, runValues } from "../statistics/runValues.ts";

/** The numbers of all cells: for each metric a line for each mode, and in it one for each size. */
export type ModeTable = {
	/** Ascending. */
	sizes: readonly number[];
	/** How many runs each cell has, in order of `sizes`. */
	runs: readonly { mode: string; counts: readonly number[] }[];
	metrics: readonly {
		metric: MetricName;
		modes: readonly {
			mode: string;
			/** In order of `sizes`; null: no run of the cell has it. */
			cells: readonly (Estimate | null)[];
		}[];
	}[];
	/** Levels of the intervals in the table, ascending. */
	confidences: readonly number[];
	/** Whether some cell has too few runs for an interval. */
	someWithout: boolean;
};

/** From rows of runs that may be put together. A mode that has no value of a metric has no line there, nor a metric without any. */
export function modeTable(rows: readonly MetricRow[], view: View): ModeTable {
	const inView = rows.filter(
		(row) => row.view === view && runValues([row]).length > 0,
	);
	const sizes = [...new Set(inView.map(({ replicas }) => replicas))].sort(
		(a, b) => a - b,
	);
	const modes = modesInOrder(inView.map(({ mode }) => mode));
	const runs = modes.map((mode) => ({
		mode,
		counts: sizes.map(
			(size) =>
				new Set(
					inView
						.filter((row) => row.mode === mode && row.replicas === size)
						.map(({ run }) => run),
				).size,
		),
	}));
	const values = group(
		inView,
		({ metric }) => metric,
		({ mode }) => mode,
		({ replicas }) => replicas,
	);
	const metrics = metricNames.flatMap((metric) => {
		const ofMetric = modes.flatMap((mode) => {
			const bySize = values.get(metric)?.get(mode);
			if (bySize === undefined) return [];
			const cells = sizes.map((size) => {
				const ofCell = bySize.get(size);
				return ofCell ? estimateRuns(runValues(ofCell)) : null;
			});
			return [{ mode, cells }];
		});
		return ofMetric.length === 0 ? [] : [{ metric, modes: ofMetric }];
	});
	const estimates = metrics
		.flatMap(({ modes }) => modes.flatMap(({ cells }) => cells))
		.filter((cell) => cell !== null);
	return {
		sizes,
		runs,
		metrics,
		confidences: [
			...new Set(
				estimates.flatMap(({ interval }) => interval?.confidence ?? []),
			),
		].sort((a, b) => a - b),
		someWithout: estimates.some(({ interval }) => interval === null),
	};
}
