import type { MetricName, MetricRow, View } from "../../digest/rows.ts";
import { modesOf, sizesOf } from "./cells.ts";
import { scalingMetrics, type TrendRow } from "./scaling.ts";

/** A straight line through the runs of all sizes; null for sizes too few. */
type Fit = (points: readonly { replicas: number; value: number }[]) => {
	slope: number;
	at: (replicas: number) => number;
	band: (replicas: number) => { low: number; high: number } | null;
} | null;

/** What `scaling` draws as trends: each metric of each mode as `trendOf` has it, at every size that the mode was run in. */
export function trendRows(
	rows: readonly MetricRow[],
	trendOf: Fit,
	{
		view = "settled",
		metrics = scalingMetrics,
	}: { view?: View; metrics?: readonly MetricName[] } = {},
): TrendRow[] {
	return metrics.flatMap((metric) =>
		modesOf(rows).flatMap((mode) => {
			const points = rows.flatMap((row) =>
				row.metric === metric &&
				row.mode === mode &&
				row.view === view &&
				row.value !== null
					? [{ replicas: row.replicas, value: row.value }]
					: [],
			);
			const line = trendOf(points);
			return line === null
				? []
				: [
						{
							metric,
							mode,
							slope: line.slope,
							line: sizesOf(points).map((replicas) => {
								const band = line.band(replicas);
								return {
									replicas,
									value: line.at(replicas),
									low: band?.low ?? null,
									high: band?.high ?? null,
								};
							}),
						},
					];
		}),
	);
}
