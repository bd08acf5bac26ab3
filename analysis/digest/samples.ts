import { pairs, sum } from "d3-array";
import type { Sample } from "../../schema/sample.ts";
import { applicationContainer, isContainer } from "../containers.ts";
import type { MeasuredPeriod } from "./runTime.ts";

/** One reading of the working set of a container. `seconds` is run time. */
export type WorkingSet = { pod: string; container: string; seconds: number; bytes: number };

/** One reading of the resident memory of a Pod's application. `seconds` is run time. */
export type MemoryRow = { pod: string; seconds: number; bytes: number };

/** Mean processor use of one container, in cores, between its first and last reading. */
export type ProcessorUse = { pod: string; container: string; cores: number };

/** Readings of every container in these Pods in the measured period, in order of time. */
export function workingSets(
	samples: readonly Sample[],
	period: MeasuredPeriod,
	pods: Pick<ReadonlySet<string>, "has">,
): WorkingSet[] {
	return readings("container_memory_working_set_bytes", samples, period)
		.filter(({ pod, container }) => isContainer(container) && pods.has(pod))
		.map(({ pod, container, time, value }) => ({ pod, container, seconds: time - period.zero, bytes: value }));
}

/**
 * What the application's process in each replica says of itself; other processes of the Pod export
 * the same. In order of time.
 */
export function memoryRows(
	samples: readonly Sample[],
	period: MeasuredPeriod,
	replicas: ReadonlySet<string>,
): MemoryRow[] {
	return readings("process_resident_memory_bytes", samples, period)
		.filter(({ pod, container }) => container === applicationContainer && replicas.has(pod))
		.map(({ pod, time, value }) => ({ pod, seconds: time - period.zero, bytes: value }));
}

/**
 * What each container used in the measured period; one with less than two readings in it is left
 * out.
 */
export function processorUse(samples: readonly Sample[], period: MeasuredPeriod): ProcessorUse[] {
	const used = readings("container_cpu_usage_seconds_total", samples, period).filter(({ container }) =>
		isContainer(container),
	);
	return [...Map.groupBy(used, ({ pod, container }) => `${pod} ${container}`).values()].flatMap((readings) => {
		const [first, last] = [readings[0], readings.at(-1)] as [Sample, Sample];
		const duration = last.time - first.time;
		if (duration <= 0) return [];
		const { pod, container } = first;
		return [{ pod, container, cores: increase(readings) / duration }];
	});
}

/** Of a counter that begins anew with each start of its container. */
function increase(readings: readonly Sample[]): number {
	return sum(pairs(readings, ({ value: before }, { value }) => (value < before ? value : value - before)));
}

/** Samples of a series in the measured period, in order of time. */
function readings(name: string, samples: readonly Sample[], { zero, end }: MeasuredPeriod): Sample[] {
	return samples
		.filter((sample) => isOfMetric(sample, name) && sample.time >= zero && sample.time <= end)
		.sort((a, b) => a.time - b.time);
}

/** Whether a sample is of the series of that name, whatever labels `collect` wrote behind it. */
export function isOfMetric({ metric }: Sample, name: string): boolean {
	return metric.startsWith(name) && (metric.length === name.length || metric[name.length] === "{");
}
