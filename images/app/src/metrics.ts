import { Gauge, type Histogram, type Registry } from "prom-client";
import { metricsRegistry } from "../../metrics.ts";
import type { Kind, Outcome } from "./history.ts";
import type { Advance } from "./replica.ts";

/** The replica's metrics and those of its own process, labelled with its identity and mode. */
export function createMetrics(labels: { pod: string; mode: string }) {
	const { registry, counter, histogram } = metricsRegistry(labels);
	const durations: Record<Kind, Histogram> = {
		persist: histogram(
			"holdfast_persist_duration_seconds",
			"Time to persist a state, of acknowledged updates, from the operation's actual start",
		),
		load: histogram(
			"holdfast_retrieve_duration_seconds",
			"Time to load the last state, of answered loads, from the operation's actual start",
		),
	};
	const operations = counter("holdfast_operations_total", "Operations that ended, by kind and outcome", [
		"kind",
		"outcome",
	]);
	const missedIntervals = counter(
		"holdfast_missed_intervals_total",
		"Intervals in which no step began because an earlier one overran",
	);
	const advances = counter(
		"holdfast_advances_total",
		"Updates out of turn that clients asked for, by outcome; refused ones were never begun",
		["outcome"],
	);
	return {
		registry,
		operationEnded(kind: Kind, outcome: Outcome, durationSeconds: number) {
			operations.inc({ kind, outcome });
			if (outcome === "ok") durations[kind].observe(durationSeconds);
		},
		missed: (intervals: number) => missedIntervals.inc(intervals),
		advanced: (outcome: Advance["outcome"]) => advances.inc({ outcome }),
		stateIndex: laterGauge(registry, "holdfast_state_index", "Index of the replica's state on its hash chain"),
		started: laterGauge(
			registry,
			"holdfast_startup_duration_seconds",
			"From the earliest container start in the Pod to the method's first readiness for this replica",
		),
	};
}

/** A gauge that is exported from its first value on: prom-client would show 0 before. */
function laterGauge(registry: Registry, name: string, help: string): (value: number) => void {
	let gauge: Gauge | null = null;
	return (value) => {
		gauge ??= new Gauge({ name, help, registers: [registry] });
		gauge.set(value);
	};
}
