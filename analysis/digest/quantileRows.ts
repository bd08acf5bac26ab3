import { quantileSorted } from "d3-array";
import type { OfRun, QuantileRow } from "./rows.ts";
import type { Latencies } from "./runMetrics.ts";

/** Dense at the slow end, where the tail is. */
export const probabilities: readonly number[] = [
	...Array.from({ length: 100 }, (_, i) => i / 100),
	...[0.995, 0.998, 0.999, 1],
];

/** The distribution of the latencies of the operations that count, as quantiles. */
export function quantileRows(latencies: Latencies, run: OfRun): QuantileRow[] {
	return (["persist", "retrieve"] as const).flatMap((kind) => {
		const sorted = latencies[kind].toSorted((a, b) => a - b);
		if (sorted.length === 0) return [];
		return probabilities.map((probability) => ({
			...run,
			kind,
			probability,
			seconds: quantileSorted(sorted, probability) as number,
		}));
	});
}
