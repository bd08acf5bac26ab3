import type { MetricName } from "./rows.ts";

/** How reports show a metric of a run. */
export type MetricDescription = {
	/** Begins a sentence or a row: `Persist latency, p99`. */
	label: string;
	/** What is shown, and how many of it make one base unit. */
	unit: "ms" | "s" | "MB" | "updates" | "%" | "cores";
	factor: number;
	/** Decimals that a table shows. */
	decimals: number;
};

const milliseconds = { unit: "ms", factor: 1000, decimals: 1 } as const;
const seconds = { unit: "s", factor: 1, decimals: 2 } as const;
const megabytes = { unit: "MB", factor: 1e-6, decimals: 0 } as const;
const updates = { unit: "updates", factor: 1, decimals: 0 } as const;
const cores = { unit: "cores", factor: 1, decimals: 3 } as const;

/**
 * The numbers that stand for a run, in the order of tables: first what a crash costs, then what normal life does. Of all, less is
 * better.
 */
export const metrics: Readonly<Record<MetricName, MetricDescription>> = {
	rpoWorst: { label: "RPO: acknowledged updates lost, worst Pod", ...updates },
	rtoMedian: { label: "RTO, median over the deleted Pods", ...seconds },
	rtoSlowest: { label: "RTO, slowest deleted Pod", ...seconds },
	missedWorst: { label: "Updates missed by the worst survivor", ...updates },
	missedShare: {
		label: "Updates missed by the survivors, of those due",
		unit: "%",
		factor: 100,
		decimals: 1,
	},
	persistP50: { label: "Persist latency, p50", ...milliseconds },
	persistP95: { label: "Persist latency, p95", ...milliseconds },
	persistP99: { label: "Persist latency, p99", ...milliseconds },
	persistMaximum: { label: "Persist latency, slowest", ...milliseconds },
	retrieveP50: { label: "Retrieve latency, p50", ...milliseconds },
	retrieveP95: { label: "Retrieve latency, p95", ...milliseconds },
	retrieveP99: { label: "Retrieve latency, p99", ...milliseconds },
	retrieveMaximum: { label: "Retrieve latency, slowest", ...milliseconds },
	startupMean: { label: "Startup delay, mean", ...seconds },
	startupSlowest: { label: "Startup delay, slowest replica", ...seconds },
	restartMean: { label: "Startup delay of a restart, mean", ...seconds },
	memoryApp: { label: "Memory of the application's container", ...megabytes },
	memoryAdded: { label: "Memory added to each Pod", ...megabytes },
	memoryPod: { label: "Memory of a Pod", ...megabytes },
	memoryStore: { label: "Memory of the store beside the Pods", ...megabytes },
	memoryTotal: { label: "Memory of Pods and store together", ...megabytes },
	cpuPod: { label: "CPU of a Pod", ...cores },
	cpuStore: { label: "CPU of the store beside the Pods", ...cores },
	cpuTotal: { label: "CPU of Pods and store together", ...cores },
};

/** Names in the order of tables. */
export const metricNames = Object.keys(metrics) as MetricName[];
