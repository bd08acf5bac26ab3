import type { ContainerRow } from "../digest/workingSets.ts";
import type { FigureContext } from "./chart.ts";
import { bytesPerMegabyte } from "./memory.ts";
import { timeChart } from "./timeChart.ts";

/** What a method that lives inside the Pods costs there, beside the application. */
export function memoryByContainer(
	rows: readonly ContainerRow[],
	context: FigureContext,
): string {
	return timeChart(
		{
			title: "Memory by container",
			subtitle:
				"Working set of each container in the replicas' Pods, as the kubelet reports it: the median over the Pods.",
			linesOf: "containers",
			quantity: "working set",
			unit: "megabytes",
			drawAs: "lines",
			points: rows.map(({ container, seconds, bytes, segment }) => ({
				line: container,
				seconds,
				value: bytes / bytesPerMegabyte,
				segment,
			})),
			failures: [],
		},
		context,
	);
}
