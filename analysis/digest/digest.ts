import type { RunManifest } from "../../schema/run.ts";
import { historyOf, operationsIn } from "../operations/operations.ts";
import { countedLatencies, countedPeriod } from "../operations/population.ts";
import type { RunData } from "../results.ts";
import { checkedRows } from "./checkedRows.ts";
import { containerUse } from "./containerUse.ts";
import { latencyBins, quantileRows } from "./latencyBins.ts";
import { memoryBins } from "./memoryBins.ts";
import type { OfRun, Tables, View } from "./rows.ts";
import { type Measured, runMetrics } from "./runMetrics.ts";
import { type FaultWindow, faultWindows, latencyRows, measuredPeriod, replicasOf, victimsOf } from "./runTime.ts";
import { memoryRows, processorUse, workingSets } from "./samples.ts";

/**
 * What the analysis keeps of one run: small whatever the run's length, so that thousands of them
 * fit into memory.
 */
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
	// A run goes on for as long as its system takes to settle; what is put beside other runs ends
	// with what was planned.
	const period = { zero: run.zero, end: Math.min(run.end, run.zero + protocol.durationSeconds) };
	const durationSeconds = period.end - period.zero;
	const binSeconds = Math.max(1, Math.ceil(durationSeconds / mostBins));
	const replicas = replicasOf(manifest);
	const faults = faultWindows(events, run, replicas);
	const hit = new Set(victimsOf(faults));
	const of: OfRun = { mode: manifest.mode, replicas: manifest.replicas, run: runName(manifest) };

	const measuredIn = (view: View): Measured => {
		const counted = countedPeriod(run, protocol, view);
		const latencies = (kind: "persist" | "load") =>
			countedLatencies(operationsIn(historyOf(operations)), kind, counted);
		const warmUpSeconds = view === "settled" ? protocol.warmUpSeconds : 0;
		const cut = { ...period, zero: Math.min(period.end, period.zero + warmUpSeconds) };
		return {
			latencies: { persist: latencies("persist"), retrieve: latencies("load") },
			containers: containerUse(workingSets(samples, cut, everywhere), processorUse(samples, cut), replicas, of),
			measures,
			end: manifest.end,
		};
	};
	const settled = measuredIn("settled");
	return {
		manifest,
		damaged: damage.length > 0,
		durationSeconds,
		faults,
		tables: {
			latencies: latencyBins(latencyRows(operations, period), hit, binSeconds, of),
			memory: memoryBins(
				workingSets(samples, period, replicas),
				memoryRows(samples, period, replicas),
				hit,
				Math.max(binSeconds, protocol.scrapeIntervalSeconds),
				of,
			),
			quantiles: quantileRows(settled.latencies, of),
			...checkedRows(measures, protocol.faults.length > 0, of),
			containers: settled.containers,
			metrics: [...runMetrics(settled, "settled", of), ...runMetrics(measuredIn("whole"), "whole", of)],
		},
	};
}

/** Pods of replicas, and those beside them. */
const everywhere = { has: () => true };
