import type { LatencyRow } from "../digest/runTime.ts";
import type { FigureContext } from "./chart.ts";
import { latencyChart } from "./latencyChart.ts";

/** How long the store took to acknowledge each persisted state (the study's figures 5.1 and 5.6). */
export function persistLatency(
	rows: readonly LatencyRow[],
	context: FigureContext,
): string {
	return latencyChart(
		rows,
		"persist",
		{
			title: "Persist latency",
			subtitle:
				"From the actual start of each persist operation to its acknowledgement.",
		},
		context,
	);
}
