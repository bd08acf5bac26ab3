import { quantileSorted } from "d3-array";
import type { LatencyBin, OfRun, Pods } from "./rows.ts";
import type { LatencyRow } from "./runTime.ts";

/** The kinds of operations by the names that tables use. */
export const kinds = { persist: "persist", load: "retrieve" } as const;

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
	const bins = new Map<
		string,
		{ of: Omit<LatencyBin, "count" | "p50" | "p95" | "p99" | "maximum">; latencies: number[] }
	>();
	for (const { pod, kind, outcome, seconds, serviceSeconds } of rows) {
		if (outcome !== "ok") continue;
		const number = Math.floor(seconds / binSeconds);
		const own: Pods = hit.has(pod) ? "hit" : "others";
		for (const pods of hit.size === 0 ? (["all"] as const) : (["all", own] as const)) {
			const key = `${kind} ${pods} ${number}`;
			const bin = bins.get(key);
			if (bin) bin.latencies.push(serviceSeconds);
			else {
				bins.set(key, {
					of: { ...run, kind: kinds[kind], pods, seconds: (number + 0.5) * binSeconds },
					latencies: [serviceSeconds],
				});
			}
		}
	}
	return [...bins.values()].map(({ of, latencies }) => {
		const sorted = latencies.sort((a, b) => a - b);
		const at = (probability: number) => quantileSorted(sorted, probability) as number;
		return {
			...of,
			count: sorted.length,
			p50: at(0.5),
			p95: at(0.95),
			p99: at(0.99),
			maximum: at(1),
		};
	});
}
