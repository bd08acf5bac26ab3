import { quantileSorted } from "d3-array";
import { kinds } from "./latencyBins.ts";
import type { OfRun, QuantileRow } from "./rows.ts";
import type { LatencyRow } from "./runTime.ts";

/** Dense at the slow end, where the tail is. */
export const probabilities: readonly number[] = [
	...Array.from({ length: 100 }, (_, i) => i / 100),
	...[0.995, 0.998, 0.999, 1],
];

/** The distribution of the latencies of acknowledged operations, as quantiles. */
export function quantileRows(
	rows: readonly LatencyRow[],
	run: OfRun,
): QuantileRow[] {
	return (["persist", "load"] as const).flatMap((kind) => {
		const sorted = rows
			.filter((row) => row.kind === kind && row.outcome === "ok")
			.map(({ serviceSeconds }) => serviceSeconds)
			.sort((a, b) => a - b);
		if (sorted.length === 0) return [];
		return probabilities.map((probability) => ({
			...run,
			kind: kinds[kind],
			probability,
			seconds: quantileSorted(sorted, probability) as number,
		}));
	});
}
