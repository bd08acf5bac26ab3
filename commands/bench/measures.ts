import { max, median, pairs, sum } from "d3-array";
import { applicationContainer } from "../../analysis/containers.ts";
import {
	faultWindows,
	type LatencyRow,
	latencyRows,
	type MeasuredPeriod,
	measuredPeriod,
	replicasOf,
	victimsOf,
} from "../../analysis/digest/runTime.ts";
import { workingSets } from "../../analysis/digest/samples.ts";
import type { RunData } from "../../analysis/results.ts";
import { distribution } from "../../analysis/statistics/quantiles.ts";
import { addedMemory } from "./addedMemory.ts";

/**
 * What one repetition measured: name → value. Null: the stack has no such thing, or it was not
 * seen.
 */
export type Figures = Record<string, number | null>;

/** What only those know who brought the laboratory up and down. */
export interface Timing {
	/** When `pulumi up` was called, Unix time in seconds. */
	upAt: number;
	destroySeconds: number;
}

/** Of all methods, in the order of the table. */
const shownContainers = [applicationContainer, "consensus", "hazelcast"] as const;

/** The figures of a run, always the same names in the same order. */
export function figuresOf(run: RunData, timing: Timing): Figures {
	const { measures } = run.manifest;
	const period = measuredPeriod(run.operations, run.events, run.samples) ?? {
		zero: 0,
		end: 0,
	};
	const startups = (measures?.startups ?? [])
		.filter(({ restart }) => !restart)
		.map(({ startupDelaySeconds }) => startupDelaySeconds);
	const rtos = (measures?.recoveries ?? []).map(({ rtoSeconds }) => rtoSeconds);
	const missed = (measures?.availability ?? []).map(({ missedUpdates }) => missedUpdates);
	const heals = (measures?.consensus?.heals ?? []).map(({ durationSeconds }) => durationSeconds);
	const acknowledged = acknowledgedRows(run, period);
	const persists = acknowledged.filter(({ kind }) => kind === "persist");
	const persist = milliseconds(persists);
	const retrieve = milliseconds(acknowledged.filter(({ kind }) => kind === "load"));
	const survivors = survivorsOf(run, period);
	const readings = workingSets(run.samples, period, replicasOf(run.manifest));
	const workingSet = (container: string) =>
		mebibytes(
			median(
				readings.filter((each) => each.container === container),
				({ bytes }) => bytes,
			),
		);
	return {
		"up until every replica persists [s]": secondsUntilAllPersist(run, timing.upAt),
		"startup delay, median [s]": median(startups) ?? null,
		"startup delay, slowest [s]": max(startups) ?? null,
		"persist latency, p50 [ms]": persist?.median ?? null,
		"persist latency, p99 [ms]": persist?.p99 ?? null,
		"retrieve latency, p50 [ms]": retrieve?.median ?? null,
		"retrieve latency, p99 [ms]": retrieve?.p99 ?? null,
		"deleted Pod persists again, slowest [s]": max(rtos, (seconds) => seconds) ?? null,
		"deleted Pods that never persisted again": rtos.filter((seconds) => seconds === null).length,
		"survivors' updates missed": missed.length === 0 ? null : sum(missed),
		"survivors' updates missed, worst survivor": max(missed) ?? null,
		"survivor blocked, longest [s]": longestGap(persists, survivors, period),
		"heal, median [s]": median(heals) ?? null,
		...Object.fromEntries(shownContainers.map((name) => [workingSetName(name), workingSet(name)])),
		"added by the method per Pod [MiB]": mebibytes(addedMemory(readings)),
		"destroy [s]": timing.destroySeconds,
	};
}

/**
 * Of every process from its first operation on: the first ones come before the measured period, and
 * a method's slowest may be among them. `seconds` is Unix time.
 */
function acknowledgedRows({ operations }: RunData, { end }: MeasuredPeriod): LatencyRow[] {
	return latencyRows(operations, { zero: 0, end }).filter(({ outcome }) => outcome === "ok");
}

/** Null when a replica never did. */
function secondsUntilAllPersist({ operations, manifest }: RunData, upAt: number): number | null {
	const first = new Map<string, number>();
	for (const { pod, type, kind, received } of operations) {
		if (type !== "ok" || kind !== "persist") continue;
		first.set(pod, Math.min(received, first.get(pod) ?? received));
	}
	const replicas = replicasOf(manifest);
	if ([...replicas].some((pod) => !first.has(pod))) return null;
	return Math.max(...first.values()) - upAt;
}

function survivorsOf({ events, manifest }: RunData, period: MeasuredPeriod): string[] {
	const replicas = replicasOf(manifest);
	const victims = victimsOf(faultWindows(events, period, replicas));
	return [...replicas].filter((pod) => !victims.includes(pod));
}

/**
 * The longest time between two acknowledged updates of one Pod that ended in the measured period,
 * in seconds. The period's end counts as an update: who is blocked until then was so for at least
 * as long.
 */
function longestGap(
	persists: readonly LatencyRow[],
	pods: readonly string[],
	{ zero, end }: MeasuredPeriod,
): number | null {
	const gaps = pods.flatMap((pod) => {
		const times = persists.filter((row) => row.pod === pod).map(({ seconds }) => seconds);
		const before = times.filter((time) => time <= zero);
		const within = times.filter((time) => time > zero);
		return pairs([max(before) ?? zero, ...within, end], (earlier, later) => later - earlier);
	});
	return max(gaps) ?? null;
}

function milliseconds(rows: readonly LatencyRow[]) {
	return distribution(rows.map(({ serviceSeconds }) => serviceSeconds * 1000));
}

function workingSetName(container: string): string {
	return `working set of ${container}, median [MiB]`;
}

function mebibytes(bytes: number | null | undefined): number | null {
	return bytes == null ? null : bytes / 2 ** 20;
}
