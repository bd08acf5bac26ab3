import type { LatencyBin, Pods } from "../../digest/rows.ts";
import type { Reading } from "./overRuns.ts";

const millisecondsPerSecond = 1000;

/** Each run's median latency (p50, milliseconds) in every bin of run time. */
export function latencyReadings(
	latencies: readonly LatencyBin[],
	kind: LatencyBin["kind"],
	pods: Pods,
): Reading[] {
	return latencies
		.filter((bin) => bin.kind === kind && bin.pods === pods)
		.map(({ mode, replicas, run, seconds, p50 }) => ({
			mode,
			replicas,
			run,
			seconds,
			value: p50 * millisecondsPerSecond,
		}));
}
