import type { LatencyRow } from "../digest/runTime.ts";
import type { FigureContext, Point } from "./chart.ts";
import { timeChart } from "./timeChart.ts";

const millisecondsPerSecond = 1000;
/** With more answers than this from one Pod, a line is nothing but spikes. */
const answersOfALine = 80;

/** Service latency (milliseconds) of one kind of operation over run time. */
export function latencyChart(
	rows: readonly LatencyRow[],
	kind: LatencyRow["kind"],
	{ title, subtitle }: { title: string; subtitle: string },
	context: FigureContext,
): string {
	const ofKind = rows.filter((row) => row.kind === kind);
	const pods = new Set(ofKind.map(({ pod }) => pod)).size;
	const scattered = ofKind.length > answersOfALine * pods;
	return timeChart(
		{
			title,
			subtitle: scattered
				? `${subtitle} One dot for each operation.`
				: `${subtitle} A line ends where an interval was missed.`,
			linesOf: "Pods",
			quantity: title.toLowerCase(),
			unit: "milliseconds",
			drawAs: scattered ? "dots" : "lines",
			points: ofKind.filter(({ outcome }) => outcome === "ok").map(point),
			failures: ofKind.filter(({ outcome }) => outcome !== "ok").map(point),
		},
		context,
	);
}

function point({ pod, seconds, serviceSeconds, segment }: LatencyRow): Point {
	return {
		line: pod,
		seconds,
		value: serviceSeconds * millisecondsPerSecond,
		segment,
	};
}
