import { max, mean, median, sum } from "d3-array";
import type { Measures } from "../../schema/run.ts";
import { applicationContainer } from "../containers.ts";
import { distribution } from "../statistics/quantiles.ts";
import { type MetricName, metricNames } from "./metrics.ts";
import type { ContainerUse, MetricRow, OfRun, View } from "./rows.ts";

type Values = Record<MetricName, number | null>;

/** Of the operations that count (`population.ts`), in seconds, in no order. */
export type Latencies = Record<"persist" | "retrieve", readonly number[]>;

/** What a run's numbers come from, cut to a view. */
export type Measured = {
	latencies: Latencies;
	containers: readonly ContainerUse[];
	/**
	 * What the checker measured, of the whole run: starts lie before the measured period, and faults
	 * after the warm-up.
	 */
	measures: Measures | undefined;
	/** When the run ended, ISO 8601. */
	end: string;
};

/** The numbers that stand for a run, one row each. */
export function runMetrics(measured: Measured, view: View, run: OfRun): MetricRow[] {
	const values: Values = {
		...latencyValues(measured.latencies),
		...resourceValues(measured.containers, run.replicas),
		...checkedValues(measured.measures),
	};
	const bounds = rtoBounds(measured);
	return metricNames.map((metric) => {
		const value = values[metric];
		const atLeast = value === null ? bounds[metric] : undefined;
		return {
			...run,
			metric,
			view,
			value,
			...(atLeast !== undefined && { atLeast }),
		};
	});
}

/**
 * What recovery took at least in a run in which a deleted Pod never came back: it was waited for
 * until the run ended. Nothing for one that was deleted again before it could, since that says
 * nothing of the method.
 */
function rtoBounds({ measures, end }: Measured): Partial<Record<MetricName, number>> {
	const recoveries = measures?.recoveries ?? [];
	const bounds = recoveries.flatMap(({ pod, deleted, rtoSeconds }) => {
		if (rtoSeconds !== null) return [{ seconds: rtoSeconds, gone: false }];
		const again = recoveries.some((other) => other.pod === pod && other.deleted > deleted);
		const seconds = (Date.parse(end) - Date.parse(deleted)) / 1000;
		return again ? [] : [{ seconds: Math.max(0, seconds), gone: true }];
	});
	if (!bounds.some(({ gone }) => gone)) return {};
	return {
		rtoMedian: median(bounds, ({ seconds }) => seconds) as number,
		rtoSlowest: max(bounds, ({ seconds }) => seconds) as number,
	};
}

function latencyValues(latencies: Latencies) {
	const persist = distribution(latencies.persist);
	const retrieve = distribution(latencies.retrieve);
	return {
		persistP50: persist?.median ?? null,
		persistP95: persist?.p95 ?? null,
		persistP99: persist?.p99 ?? null,
		persistMaximum: persist?.maximum ?? null,
		retrieveP50: retrieve?.median ?? null,
		retrieveP95: retrieve?.p95 ?? null,
		retrieveP99: retrieve?.p99 ?? null,
		retrieveMaximum: retrieve?.maximum ?? null,
	};
}

function resourceValues(containers: readonly ContainerUse[], replicas: number) {
	const inPods = containers.filter(({ where }) => where === "replica");
	const inStore = containers.filter(({ where }) => where === "store");
	const added = inPods.filter(({ container }) => container !== applicationContainer);
	const app = inPods.find(({ container }) => container === applicationContainer);
	const memoryPod = total(inPods, ({ bytes }) => bytes);
	const memoryStore = total(inStore, ({ bytes, pods }) => (bytes === null ? null : bytes * pods));
	const cpuReplicas = total(inPods, ({ cores }) => cores);
	const cpuStore = total(inStore, ({ cores }) => cores);
	return {
		memoryApp: app?.bytes ?? null,
		memoryAdded: total(added, ({ bytes }) => bytes),
		memoryPod,
		memoryStore,
		memoryTotal: memoryPod === null ? null : memoryPod * replicas + (memoryStore ?? 0),
		cpuPod: cpuReplicas === null ? null : cpuReplicas / replicas,
		cpuStore,
		cpuTotal: cpuReplicas === null ? null : cpuReplicas + (cpuStore ?? 0),
	};
}

function checkedValues(measures: Measures | undefined) {
	const { recoveries = [], startups = [], availability = [] } = measures ?? {};
	const delays = (restart: boolean) =>
		startups.filter((startup) => startup.restart === restart).map(({ startupDelaySeconds }) => startupDelaySeconds);
	const rto = recoveries.map(({ rtoSeconds }) => rtoSeconds);
	const known = (values: readonly (number | null)[]): number[] | null =>
		values.some((value) => value === null) ? null : (values as number[]);
	return {
		startupMean: mean(delays(false)) ?? null,
		startupSlowest: max(delays(false)) ?? null,
		restartMean: mean(delays(true)) ?? null,
		// A Pod that never came back has no time, and the run none without it: only a bound.
		rtoMedian: median(known(rto) ?? []) ?? null,
		rtoSlowest: max(known(rto) ?? []) ?? null,
		rpoWorst: max(known(recoveries.map(({ rpoUpdates }) => rpoUpdates)) ?? []) ?? null,
		missedWorst: max(availability, ({ missedUpdates }) => missedUpdates) ?? null,
		missedShare: share(
			sum(availability, ({ missedUpdates }) => missedUpdates),
			sum(availability, ({ expectedUpdates }) => expectedUpdates),
		),
	};
}

function share(part: number, whole: number): number | null {
	return whole === 0 ? null : part / whole;
}

/** Null where one of them isn't known, or there is none. */
function total<T>(rows: readonly T[], value: (row: T) => number | null): number | null {
	const values = rows.map(value);
	return values.length === 0 || values.includes(null) ? null : sum(values as number[]);
}
