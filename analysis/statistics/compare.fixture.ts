import type { MetricName } from "../digest/metrics.ts";
import type { MetricRow } from "../digest/rows.ts";

/** Invented values of runs, one row each, for tests of comparisons. */
export function metricRows(
	metric: MetricName,
	replicas: number,
	modes: Readonly<Record<string, readonly (number | null)[]>>,
): MetricRow[] {
	return Object.entries(modes).flatMap(([mode, values]) =>
		values.map((value, i) => ({
			mode,
			replicas,
			run: `${mode}-${replicas}/${i}`,
			metric,
			view: "settled" as const,
			value,
		})),
	);
}
