import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { bucketsSeconds } from "../../buckets.ts";
import { collectProcessMetrics } from "../../processMetrics.ts";
import type { Promotion, StateController } from "./stateController.ts";

export interface Metrics {
	registry: Registry;
	promoted(promotion: Promotion): void;
}

export function createMetrics(terms: () => ReturnType<StateController["terms"]>): Metrics {
	const registry = new Registry();
	collectProcessMetrics(registry);
	const registers = [registry];
	const promotions = new Counter({
		name: "holdfast_promotions_total",
		help: "Processes that took over, by identity; the first one of each included",
		labelNames: ["identity"],
		registers,
	});
	const durations = new Histogram({
		name: "holdfast_promotion_duration_seconds",
		help: "From the decision until the process said that it took over",
		buckets: bucketsSeconds,
		registers,
	});
	new Gauge({
		name: "holdfast_epoch",
		help: "Epoch of an identity's active process; absent while there is none",
		labelNames: ["identity"],
		registers,
		collect() {
			this.reset();
			for (const [identity, term] of terms()) {
				if (term?.confirmed) this.set({ identity }, term.epoch);
			}
		},
	});
	return {
		registry,
		promoted({ identity, durationSeconds }) {
			promotions.inc({ identity });
			durations.observe(durationSeconds);
		},
	};
}
