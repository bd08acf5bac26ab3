import {
	faultWindows,
	latencyRows,
	measuredPeriod,
	memoryRows,
	replicasOf,
} from "../digest/runTime.ts";
import { mediansOverPods, workingSets } from "../digest/workingSets.ts";
import type { RunData } from "../statistics/summary.ts";
import type { FigureContext } from "./chart.ts";
import { memory } from "./memory.ts";
import { memoryByContainer } from "./memoryByContainer.ts";
import { persistLatency } from "./persistLatency.ts";
import { retrieveLatency } from "./retrieveLatency.ts";

/** `title` says what is drawn over run time. */
export type NamedFigure = { name: string; title: string; svg: string };

/**
 * All figures of a run, in the order in which a report shows them.
 *
 * @param damaged whether some of its files can't be read to their ends
 */
export function drawRun(run: RunData, damaged = false): NamedFigure[] {
	const { manifest, operations, events, samples } = run;
	const { durationSeconds, intervalSeconds, scrapeIntervalSeconds } =
		manifest.protocol;
	const replicas = replicasOf(manifest);
	const period = measuredPeriod(operations, events, samples) ?? {
		zero: 0,
		end: durationSeconds,
	};
	const latencies = latencyRows(operations, period, intervalSeconds);
	const readings = memoryRows(samples, events, period, {
		replicas,
		scrapeIntervalSeconds,
	});
	const containers = mediansOverPods(workingSets(samples, period, replicas));
	const context = (name: string): FigureContext => ({
		id: `${manifest.stack}-${manifest.id}-${name}`,
		runName: `${manifest.stack}, run ${manifest.id}`,
		// A run of which a single moment is known still gets an axis.
		durationSeconds: period.end - period.zero || durationSeconds,
		faults: faultWindows(events, period, replicas),
		standIns: manifest.standIns,
		incompleteBecause: manifest.incompleteBecause,
		damaged,
	});
	return [
		{
			name: "persist-latency",
			title: "Persist latency of each Pod",
			svg: persistLatency(latencies, context("persist-latency")),
		},
		{
			name: "retrieve-latency",
			title: "Retrieve latency of each Pod",
			svg: retrieveLatency(latencies, context("retrieve-latency")),
		},
		{
			name: "memory",
			title: "Memory of the application in each Pod",
			svg: memory(readings, context("memory")),
		},
		...(new Set(containers.map(({ container }) => container)).size > 1
			? [
					{
						name: "memory-by-container",
						title: "Memory of each container (median over the Pods)",
						svg: memoryByContainer(containers, context("memory-by-container")),
					},
				]
			: []),
	];
}
