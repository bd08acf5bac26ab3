import { mean, median } from "d3-array";
import type { Sample } from "../../schema/sample.ts";
import { inOrderOfContainers, isContainer } from "../containers.ts";
import {
	isOfMetric,
	joinUnbroken,
	type MeasuredPeriod,
	scrapesWithoutBreak,
} from "./runTime.ts";

/** One reading of the working set of a container in the Pod of a replica. `seconds` is run time. */
export type WorkingSet = {
	pod: string;
	container: string;
	seconds: number;
	bytes: number;
};

/** The working set of one container, as the median over the Pods, around one moment of run time. */
export type ContainerRow = {
	container: string;
	seconds: number;
	bytes: number;
	/** Rows of one segment follow each other without a missing reading: a line may join them. */
	segment: string;
};

const workingSet = "container_memory_working_set_bytes";
/** How often Prometheus asks the kubelet (`infra/observability/prometheus.ts`); the readings have times of their own. */
const readingIntervalSeconds = 5;

/** Readings of every container in these Pods in the measured period, in order of time. */
export function workingSets(
	samples: readonly Sample[],
	period: MeasuredPeriod,
	pods: Pick<ReadonlySet<string>, "has">,
): WorkingSet[] {
	return samples
		.filter(
			(sample) =>
				isOfMetric(sample, workingSet) &&
				isContainer(sample.container) &&
				pods.has(sample.pod) &&
				sample.time >= period.zero &&
				sample.time <= period.end,
		)
		.map(({ pod, container, time, value }) => ({
			pod,
			container,
			seconds: time - period.zero,
			bytes: value,
		}))
		.sort((a, b) => a.seconds - b.seconds);
}

/**
 * Medians over the Pods, container by container, the application's first. Readings of different Pods are of different
 * moments: those within one interval of the kubelet's count as simultaneous, the last one of each Pod.
 */
export function mediansOverPods(
	readings: readonly WorkingSet[],
): ContainerRow[] {
	const containers = inOrderOfContainers(
		readings.map(({ container }) => container),
	);
	return containers.flatMap((container) => {
		const intervals = new Map<number, Map<string, WorkingSet>>();
		for (const reading of readings) {
			if (reading.container !== container) continue;
			const interval = Math.floor(reading.seconds / readingIntervalSeconds);
			const ofPods = intervals.get(interval) ?? new Map<string, WorkingSet>();
			intervals.set(interval, ofPods);
			ofPods.set(reading.pod, reading);
		}
		const rows = [...intervals.values()].map((ofPods) => ({
			container,
			seconds: mean(ofPods.values(), ({ seconds }) => seconds) as number,
			bytes: median(ofPods.values(), ({ bytes }) => bytes) as number,
			segment: "",
		}));
		return joinUnbroken(
			rows,
			() => container,
			({ seconds }) => seconds,
			readingIntervalSeconds * scrapesWithoutBreak,
		);
	});
}
