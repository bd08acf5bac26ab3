import type { MemoryRow } from "../digest/runTime.ts";
import type { FigureContext } from "./chart.ts";
import { timeChart } from "./timeChart.ts";

export const bytesPerMegabyte = 1e6;

/** Memory of the application's process in each Pod (the study's figures 5.3 and 5.5). */
export function memory(
	rows: readonly MemoryRow[],
	context: FigureContext,
): string {
	return timeChart(
		{
			title: "Memory",
			subtitle:
				"Resident memory of the application's process in each Pod, as the process reports it; what the method runs beside it, in the Pod or outside, is not included.",
			linesOf: "Pods",
			quantity: "resident memory",
			unit: "megabytes",
			drawAs: "lines",
			points: rows.map(({ pod, seconds, bytes, segment }) => ({
				line: pod,
				seconds,
				value: bytes / bytesPerMegabyte,
				segment,
			})),
			failures: [],
		},
		context,
	);
}
