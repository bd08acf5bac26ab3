import type { FigureContext } from "./chart.ts";
import { podChart } from "./podChart.ts";
import type { MemoryRow } from "./rows.ts";

const bytesPerMegabyte = 1e6;

/** Memory of the application's process in each Pod (the study's figures 5.3 and 5.5). */
export function memory(
	rows: readonly MemoryRow[],
	context: FigureContext,
): string {
	return podChart(
		{
			title: "Memory",
			subtitle:
				"Resident memory of the application's process in each Pod, as the process reports it; the store is not included.",
			quantity: "resident memory",
			unit: "megabytes",
			drawAs: "lines",
			points: rows.map(({ pod, seconds, bytes, segment }) => ({
				pod,
				seconds,
				value: bytes / bytesPerMegabyte,
				segment,
			})),
			failures: [],
		},
		context,
	);
}
