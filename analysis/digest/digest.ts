import type { RunManifest } from "../../schema/run.ts";
import { historyOf, operationsIn } from "../operations/operations.ts";
import { countedLatencies, countedPeriod } from "../operations/population.ts";
import type { RunData } from "../results.ts";
import { containerUse } from "./containerUse.ts";
import { latencyBins } from "./latencyBins.ts";
import { memoryBins } from "./memoryBins.ts";
import { processorUse } from "./processorTime.ts";
import { quantileRows } from "./quantileRows.ts";
import { recoveryRows } from "./recoveryRows.ts";
import type { ContainerUse, OfRun, Tables, View } from "./rows.ts";
import { runMetrics } from "./runMetrics.ts";
import {
	type FaultWindow,
	faultWindows,
	latencyRows,
	type MeasuredPeriod,
	measuredPeriod,
	memoryRows,
	replicasOf,
	victimsOf,
} from "./runTime.ts";
import { windowRows } from "./windowRows.ts";
import { workingSets } from "./workingSets.ts";

/** What the analysis keeps of one run: small whatever the run's length, so that thousands of them fit into memory. */
export type RunDigest = {
	manifest: RunManifest;
	/** Some of the run's files can't be read to their ends. */
	damaged: boolean;
	/** Of the measured period, without what a run takes longer to settle. */
	durationSeconds: number;
	/** In run time. */
	faults: readonly FaultWindow[];
	tables: Tables;
};

/** Longer runs have longer bins, not more of them. */
const mostBins = 100;

/** Names a run among all others, as tables do. */
export function runName({ stack, id }: RunManifest): string {
	return `${stack}/${id}`;
}

export function digestOf({
	manifest,
	operations,
	events,
	samples,
	damage = [],
}: RunData & { damage?: readonly string[] }): RunDigest {
	const { protocol, measures } = manifest;
	const run = measuredPeriod(operations, events, samples) ?? { zero: 0, end: 0 };
	// A run goes on for as long as its system takes to settle; what is put beside other runs ends with what was planned.
	const period = { zero: run.zero, end: Math.min(run.end, run.zero + protocol.durationSeconds) };
	const durationSeconds = period.end - period.zero;
	const binSeconds = Math.max(1, Math.ceil(durationSeconds / mostBins));
	const replicas = replicasOf(manifest);
	const faults = faultWindows(events, run, replicas);
	const hit = new Set(victimsOf(faults));
	const of: OfRun = { mode: manifest.mode, replicas: manifest.replicas, run: runName(manifest) };

	const latencies = latencyRows(operations, period);
	const everywhere = { has: () => true };
	const usesIn = (cut: MeasuredPeriod) =>
		containerUse(workingSets(samples, cut, everywhere), processorUse(samples, cut), replicas, of);
	const warmUpEnds = Math.min(period.end, period.zero + protocol.warmUpSeconds);
	const uses: Record<View, ContainerUse[]> = {
		settled: usesIn({ ...period, zero: warmUpEnds }),
		whole: usesIn(period),
	};
	const latenciesIn = (view: View) => {
		const counted = countedPeriod(run, protocol, view);
		const all = () => operationsIn(historyOf(operations));
		return {
			persist: countedLatencies(all(), "persist", counted),
			retrieve: countedLatencies(all(), "load", counted),
		};
	};
	const settled = latenciesIn("settled");
	const metricsOf = (view: View) =>
		runMetrics(
			{
				latencies: view === "settled" ? settled : latenciesIn(view),
				containers: uses[view],
				measures,
				end: manifest.end,
			},
			view,
			of,
		);

	return {
		manifest,
		damaged: damage.length > 0,
		durationSeconds,
		faults,
		tables: {
			latencies: latencyBins(latencies, hit, binSeconds, of),
			memory: memoryBins(
				workingSets(samples, period, replicas),
				memoryRows(samples, period, replicas),
				hit,
				Math.max(binSeconds, protocol.scrapeIntervalSeconds),
				of,
			),
			quantiles: quantileRows(settled, of),
			recoveries: recoveryRows(measures?.recoveries ?? [], measures?.windows ?? [], of),
			startups: (measures?.startups ?? []).map(({ pod, restart, startupDelaySeconds }) => ({
				...of,
				pod,
				restart,
				withFaults: protocol.faults.length > 0,
				seconds: startupDelaySeconds,
			})),
			containers: uses.settled,
			windows: windowRows(measures?.windows ?? [], of),
			metrics: (["settled", "whole"] as const).flatMap(metricsOf),
		},
	};
}
