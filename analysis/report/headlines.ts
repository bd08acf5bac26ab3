import type { MetricName } from "../digest/rows.ts";

/** The metrics that summaries tell of, in their order; tables have all of them. */
export const headlines: readonly MetricName[] = [
	"rpoWorst",
	"rtoSlowest",
	"missedWorst",
	"persistP50",
	"persistP99",
	"retrieveP50",
	"startupMean",
	"memoryTotal",
	"cpuTotal",
];
