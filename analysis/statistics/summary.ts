import { partsOf, type RecoveryParts } from "../checker/recoveryParts.ts";
import { updatesOf } from "../checker/updates.ts";
import { applicationContainer, inOrderOfContainers } from "../containers.ts";
import {
	faultWindows,
	type MeasuredPeriod,
	measuredPeriod,
	memoryRows,
	replicasOf,
	victimsOf,
} from "../digest/runTime.ts";
import { type WorkingSet, workingSets } from "../digest/workingSets.ts";
import {
	type HistoryOperation,
	historyOf,
	operationsIn,
} from "../operations/operations.ts";
import {
	type CountedPeriod,
	countedPeriod,
	isCounted,
} from "../operations/population.ts";
import type { LabEvent } from "../schema/event.ts";
import type { OperationRecord } from "../schema/operation.ts";
import type { MajorityLoss, Recovery, RunManifest } from "../schema/run.ts";
import type { Sample } from "../schema/sample.ts";
import { addedMemory } from "./addedMemory.ts";
import { type Due, missedIntervals } from "./missedIntervals.ts";
import { type Distribution, distribution } from "./quantiles.ts";

/** All that a results folder holds. */
export type RunData = {
	manifest: RunManifest;
	operations: readonly OperationRecord[];
	events: readonly LabEvent[];
	samples: readonly Sample[];
};

export type ContainerMemory = { container: string; workingSet: Distribution };

export type LatencySummary = {
	/** From the actual start, seconds, of the operations that count (`population.ts`). */
	service: Distribution | null;
	/** From the intended start, seconds, of the same. */
	response: Distribution | null;
	/** Answered `fail` or `unknown` in the whole measured period; null without a history. */
	notAcknowledged: number | null;
};

/**
 * The numbers of one run. Missed intervals and memory are over its measured period, latencies of the operations that count (`population.ts`); the rest
 * is what the checker measured, and null where it has not (yet).
 */
export type RunSummary = {
	/** Run time zero, Unix time in seconds. */
	zero: number;
	persist: LatencySummary;
	retrieve: LatencySummary;
	/** Seconds. */
	startup: { first: Distribution | null; restart: Distribution | null };
	/** False: nobody has checked this run, so nothing is known of startup, recovery and availability. */
	checked: boolean;
	recoveries: readonly Recovery[];
	/** Most acknowledged updates lost by one Pod; null if no Pod was deleted or it can't be told. */
	rpoUpdates: number | null;
	/** Over the deleted Pods, seconds. */
	rto: {
		total: Distribution | null;
		/** Where that time went; null each where no run tells. */
		parts: { [Part in keyof RecoveryParts]: Distribution | null };
		/** Deleted Pods that did not persist again before the end. */
		unrecovered: number;
	};
	/** Intervals of the whole period without an acknowledged update; null without a history. */
	missedIntervals: { survivors: number; deleted: number } | null;
	/** Updates of the surviving replicas while others were gone. */
	availability: { expectedUpdates: number; missedUpdates: number } | null;
	/** What the Raft groups went through; null in a run without any. */
	consensus: {
		majorityLost: readonly MajorityLoss[];
		/** Seconds until a Pod's replica was a full Raft member again. */
		heals: Distribution | null;
	} | null;
	/** Bytes. */
	memory: {
		/** Of the application's process. */
		resident: Distribution | null;
		/** Of the application's container. */
		workingSet: Distribution | null;
		/** Working sets of the method's containers in the replicas' Pods. */
		methodContainers: readonly ContainerMemory[];
		/** By all of them together, per Pod; null where there are none. */
		added: number | null;
	};
};

export function summarize(run: RunData): RunSummary {
	const { manifest, operations, events, samples } = run;
	const { intervalSeconds, scrapeIntervalSeconds } = manifest.protocol;
	const period = measuredPeriod(operations, events, samples) ?? {
		zero: 0,
		end: 0,
	};
	const replicas = replicasOf(manifest);
	const counted = countedPeriod(period, manifest.protocol);
	const missed = missedIntervals(
		dueUpdates(operations, period, intervalSeconds),
		replicas,
		period.end - period.zero,
		intervalSeconds,
	);
	const victims = new Set(victimsOf(faultWindows(events, period, replicas)));
	const readings = workingSets(samples, period, replicas);
	return {
		zero: period.zero,
		persist: latency(operations, "persist", period, counted),
		retrieve: latency(operations, "load", period, counted),
		...checkerSummary(manifest),
		missedIntervals:
			operations.length === 0
				? null
				: {
						survivors: sum(missed, (pod) => !victims.has(pod)),
						deleted: sum(missed, (pod) => victims.has(pod)),
					},
		memory: {
			resident: distribution(
				memoryRows(samples, events, period, {
					replicas,
					scrapeIntervalSeconds,
				}).map(({ bytes }) => bytes),
			),
			workingSet: workingSetOf(applicationContainer, readings),
			methodContainers: methodContainers(readings),
			added: addedMemory(readings),
		},
	};
}

/** Intervals of the measured period that an acknowledged update belongs to; updates that clients asked for are none. */
function dueUpdates(
	operations: readonly OperationRecord[],
	{ zero, end }: MeasuredPeriod,
	intervalSeconds: number,
): Due[] {
	const { identities } = historyOf(operations);
	return [...identities].flatMap(([pod, processes]) => {
		const due = updatesOf(processes, intervalSeconds)?.due ?? [];
		return [...due]
			.filter((time) => time >= zero && time <= end)
			.map((time) => ({ pod, intendedSeconds: time - zero }));
	});
}

function workingSetOf(
	container: string,
	readings: readonly WorkingSet[],
): Distribution | null {
	const own = readings.filter((reading) => reading.container === container);
	return distribution(own.map(({ bytes }) => bytes));
}

function methodContainers(readings: readonly WorkingSet[]): ContainerMemory[] {
	return inOrderOfContainers(readings.map(({ container }) => container))
		.filter((container) => container !== applicationContainer)
		.flatMap((container) => {
			const workingSet = workingSetOf(container, readings);
			return workingSet === null ? [] : [{ container, workingSet }];
		});
}

function checkerSummary({ measures }: RunManifest) {
	const recoveries = measures?.recoveries ?? [];
	const startups = measures?.startups ?? [];
	const delays = (restart: boolean) =>
		distribution(
			startups
				.filter((startup) => startup.restart === restart)
				.map(({ startupDelaySeconds }) => startupDelaySeconds),
		);
	const total = recoveries.map(({ rtoSeconds }) => rtoSeconds);
	const parts = recoveries.map(partsOf);
	const availability = measures?.availability ?? [];
	const consensus = measures?.consensus;
	return {
		checked: measures !== undefined,
		startup: { first: delays(false), restart: delays(true) },
		recoveries,
		rpoUpdates: worst(recoveries.map(({ rpoUpdates }) => rpoUpdates)),
		rto: {
			total: known(total),
			parts: {
				terminationSeconds: known(parts.map((of) => of.terminationSeconds)),
				replacementSeconds: known(parts.map((of) => of.replacementSeconds)),
				startSeconds: known(parts.map((of) => of.startSeconds)),
				readySeconds: known(parts.map((of) => of.readySeconds)),
			},
			unrecovered: total.filter((seconds) => seconds === null).length,
		},
		consensus: consensus
			? {
					majorityLost: consensus.majorityLost,
					heals: distribution(
						consensus.heals.map(({ durationSeconds }) => durationSeconds),
					),
				}
			: null,
		availability:
			availability.length === 0
				? null
				: {
						expectedUpdates: add(availability.map((a) => a.expectedUpdates)),
						missedUpdates: add(availability.map((a) => a.missedUpdates)),
					},
	};
}

function latency(
	records: readonly OperationRecord[],
	kind: OperationRecord["kind"],
	{ zero, end }: MeasuredPeriod,
	counted: CountedPeriod,
): LatencySummary {
	const service: number[] = [];
	const response: number[] = [];
	let notAcknowledged = 0;
	for (const operation of operationsIn(historyOf(records))) {
		if (operation.kind !== kind) continue;
		if (isRefused(operation, { zero, end })) notAcknowledged++;
		if (!isCounted(operation, counted)) continue;
		const { intended, ended, serviceSeconds } = operation;
		service.push(serviceSeconds as number);
		response.push((ended as number) - intended);
	}
	return {
		service: distribution(service),
		response: distribution(response),
		notAcknowledged: records.length === 0 ? null : notAcknowledged,
	};
}

function isRefused(
	{ outcome, ended }: HistoryOperation,
	{ zero, end }: MeasuredPeriod,
): boolean {
	const isRefusal = outcome === "fail" || outcome === "unknown";
	return isRefusal && ended !== null && zero <= ended && ended <= end;
}

/** A loss that can't be told makes the worst one unknown, unless some loss is certain. */
function worst(losses: readonly (number | null)[]): number | null {
	if (losses.length === 0) return null;
	const highest = Math.max(...losses.map((loss) => loss ?? 0));
	return highest === 0 && losses.includes(null) ? null : highest;
}

function known(values: readonly (number | null)[]): Distribution | null {
	return distribution(values.filter((value) => value !== null));
}

function sum(
	counts: ReadonlyMap<string, number>,
	includes: (pod: string) => boolean,
): number {
	return add([...counts].map(([pod, count]) => (includes(pod) ? count : 0)));
}

function add(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}
