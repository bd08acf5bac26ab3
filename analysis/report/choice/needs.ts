import type { MetricName } from "../../digest/rows.ts";

/** What a reader may need, and the number that says how well a method meets it: less is better. */
export type Need = {
	/** Ends a sentence that begins with what a crash may lose: `memory is scarce`. */
	words: string;
	metric: MetricName;
};

/** In the order of the table: first what a crash costs, then what normal life does. */
export const needs: readonly Need[] = [
	{ words: "lost Pods must be back soon", metric: "rtoSlowest" },
	{ words: "the other replicas must go on meanwhile", metric: "missedWorst" },
	{ words: "memory is scarce", metric: "memoryTotal" },
	{ words: "processor time is scarce", metric: "cpuTotal" },
	{ words: "updates must be quick", metric: "persistP50" },
	{ words: "even slow updates must be quick", metric: "persistP99" },
	{ words: "reads must be quick", metric: "retrieveP50" },
	{ words: "replicas must start soon", metric: "startupMean" },
];

/** What is worth asking of methods that lose data, for whom that doesn't matter. */
export const needsThatBearLoss: readonly Need[] = needs.filter(({ metric }) =>
	["rtoSlowest", "memoryTotal", "cpuTotal", "persistP50"].includes(metric),
);
