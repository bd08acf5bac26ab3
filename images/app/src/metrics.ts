import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { bucketsSeconds } from "../../buckets.ts";
import { collectProcessMetrics } from "../../processMetrics.ts";
import type { Kind, Outcome } from "./history.ts";
import type { Advance } from "./replica.ts";

export interface Metrics {
	registry: Registry;
	operationEnded(kind: Kind, outcome: Outcome, durationSeconds: number): void;
	missed(intervals: number): void;
	advanced(outcome: Advance["outcome"]): void;
	stateIndex(index: number): void;
	started(startupDelaySeconds: number): void;
}

/** The replica's metrics and those of its own process, labelled with its identity and mode. */
export function createMetrics(labels: { pod: string; mode: string }): Metrics {
	const registry = new Registry();
	registry.setDefaultLabels(labels);
	collectProcessMetrics(registry);
	const registers = [registry];
	const durations: Record<Kind, Histogram> = {
		persist: new Histogram({
			name: "holdfast_persist_duration_seconds",
			help: "Time to persist a state, of acknowledged updates, from the operation's actual start",
			buckets: bucketsSeconds,
			registers,
		}),
		load: new Histogram({
			name: "holdfast_retrieve_duration_seconds",
			help: "Time to load the last state, of answered loads, from the operation's actual start",
			buckets: bucketsSeconds,
			registers,
		}),
	};
	const operations = new Counter({
		name: "holdfast_operations_total",
		help: "Operations that ended, by kind and outcome",
		labelNames: ["kind", "outcome"],
		registers,
	});
	const missedIntervals = new Counter({
		name: "holdfast_missed_intervals_total",
		help: "Intervals in which no step began because an earlier one overran",
		registers,
	});
	const advances = new Counter({
		name: "holdfast_advances_total",
		help: "Updates out of turn that clients asked for, by outcome; refused ones were never begun",
		labelNames: ["outcome"],
		registers,
	});
	const stateIndex = laterGauge(registry, "holdfast_state_index", "Index of the replica's state on its hash chain");
	const startup = laterGauge(
		registry,
		"holdfast_startup_duration_seconds",
		"From the earliest container start in the Pod to the method's first readiness for this replica",
	);
	return {
		registry,
		operationEnded(kind, outcome, durationSeconds) {
			operations.inc({ kind, outcome });
			if (outcome === "ok") durations[kind].observe(durationSeconds);
		},
		missed: (intervals) => missedIntervals.inc(intervals),
		advanced: (outcome) => advances.inc({ outcome }),
		stateIndex,
		started: startup,
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
