import type { LatencyRow } from "../digest/runTime.ts";
import type { FigureContext } from "./chart.ts";
import { latencyChart } from "./latencyChart.ts";

/** How long each load of the last persisted state took (the study's figures 5.2 and 5.7). */
export function retrieveLatency(
	rows: readonly LatencyRow[],
	context: FigureContext,
): string {
	return latencyChart(
		rows,
		"load",
		{
			title: "Retrieve latency",
			subtitle:
				"From the actual start of each load of the last state to its answer.",
		},
		context,
	);
}
