import { group, max } from "d3-array";
import type { MetricName } from "../digest/metrics.ts";
import type { LatencyBin, MetricRow, Pods, Tables } from "../digest/rows.ts";

/** What a quantity is taken from: all rows of one run. */
export type RunTables = { metrics: readonly MetricRow[]; latencies: readonly LatencyBin[] };

/** A number that stands for a run, in its base unit; null: the run has none. */
export type Quantity = (run: RunTables) => number | null;

/** Tables cut up by run: those of one mode at one size. */
export function runsOf(tables: Pick<Tables, "metrics" | "latencies">, mode: string, replicas: number): RunTables[] {
	const ofCell = (row: { mode: string; replicas: number }) => row.mode === mode && row.replicas === replicas;
	const metrics = group(tables.metrics.filter(ofCell), ({ run }) => run);
	const latencies = group(tables.latencies.filter(ofCell), ({ run }) => run);
	return [...new Set([...metrics.keys(), ...latencies.keys()])].map((run) => ({
		metrics: metrics.get(run) ?? [],
		latencies: latencies.get(run) ?? [],
	}));
}

/** A metric after the warm-up. */
export function settled(name: MetricName): Quantity {
	return ({ metrics }) => metrics.find(({ metric, view }) => metric === name && view === "settled")?.value ?? null;
}

/**
 * By how much shorter a restart is than a first start, as a share of the first start; means over
 * the run's replicas.
 */
export const restartShorterBy: Quantity = (run) => {
	const first = settled("startupMean")(run);
	const restart = settled("restartMean")(run);
	return first === null || restart === null || first === 0 ? null : 1 - restart / first;
};

/** Median latency in the first bin of the run, in seconds. */
export function initialLatency(kind: LatencyBin["kind"]): Quantity {
	return ({ latencies }) =>
		latencies
			.filter((bin) => bin.kind === kind && bin.pods === "all")
			.reduce<LatencyBin | null>((first, bin) => (first === null || bin.seconds < first.seconds ? bin : first), null)
			?.p50 ?? null;
}

/**
 * The slowest acknowledged operation of some Pods between two moments of run time, in seconds.
 *
 * @param from inclusive
 * @param until exclusive; null: to the end
 */
export function slowest(kind: LatencyBin["kind"], pods: Pods, from: number, until: number | null): Quantity {
	return ({ latencies }) => {
		const maxima = latencies
			.filter(
				(bin) =>
					bin.kind === kind && bin.pods === pods && bin.seconds >= from && (until === null || bin.seconds < until),
			)
			.map(({ maximum }) => maximum);
		return max(maxima) ?? null;
	};
}
