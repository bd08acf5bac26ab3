import { Gauge } from "prom-client";
import { metricsRegistry } from "../../metrics.ts";
import type { Promotion, StateController } from "./stateController.ts";

export function createMetrics(terms: () => ReturnType<StateController["terms"]>) {
	const { registry, counter, histogram } = metricsRegistry();
	const promotions = counter(
		"holdfast_promotions_total",
		"Processes that took over, by identity; the first one of each included",
		["identity"],
	);
	const durations = histogram(
		"holdfast_promotion_duration_seconds",
		"From the decision until the process said that it took over",
	);
	new Gauge({
		name: "holdfast_epoch",
		help: "Epoch of an identity's active process; absent while there is none",
		labelNames: ["identity"],
		registers: [registry],
		collect() {
			this.reset();
			for (const [identity, term] of terms()) {
				if (term?.confirmed) this.set({ identity }, term.epoch);
			}
		},
	});
	return {
		registry,
		promoted({ identity, durationSeconds }: Promotion) {
			promotions.inc({ identity });
			durations.observe(durationSeconds);
		},
	};
}
