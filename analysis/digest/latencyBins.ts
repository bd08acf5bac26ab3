import { quantileSorted } from "d3-array";
import { type Distribution, distribution } from "../statistics/quantiles.ts";
import type { LatencyBin, OfRun, Pods, QuantileRow } from "./rows.ts";
import type { Latencies } from "./runMetrics.ts";
import type { LatencyRow } from "./runTime.ts";

/** The kinds of operations by the names that tables use. */
const kinds = { persist: "persist", load: "retrieve" } as const;

/**
 * Latencies of acknowledged operations by bins of run time. A bin in which none ended makes no row.
 *
 * @param rows of one run
 * @param hit Pods that some fault struck
 * @param binSeconds above 0
 */
export function latencyBins(
	rows: readonly LatencyRow[],
	hit: ReadonlySet<string>,
	binSeconds: number,
	run: OfRun,
): LatencyBin[] {
	type Bin = { of: Omit<LatencyBin, "count" | "p50" | "p95" | "p99" | "maximum">; latencies: number[] };
	const bins = new Map<string, Bin>();
	for (const { pod, kind, outcome, seconds, serviceSeconds } of rows) {
		if (outcome !== "ok") continue;
		const number = Math.floor(seconds / binSeconds);
		const own: Pods = hit.has(pod) ? "hit" : "others";
		for (const pods of hit.size === 0 ? (["all"] as const) : (["all", own] as const)) {
			const key = `${kind} ${pods} ${number}`;
			const of = { ...run, kind: kinds[kind], pods, seconds: (number + 0.5) * binSeconds };
			const bin = bins.get(key) ?? { of, latencies: [] };
			bin.latencies.push(serviceSeconds);
			bins.set(key, bin);
		}
	}
	return [...bins.values()].map(({ of, latencies }) => {
		const { count, median, p95, p99, maximum } = distribution(latencies) as Distribution;
		return { ...of, count, p50: median, p95, p99, maximum };
	});
}

/** Dense at the slow end, where the tail is. */
const probabilities: readonly number[] = [
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
