import type { Sample } from "../../schema/sample.ts";
import { isContainer } from "../containers.ts";
import type { MeasuredPeriod } from "./runTime.ts";
import { isOfMetric } from "./runTime.ts";

const usage = "container_cpu_usage_seconds_total";

/** Mean processor use of one container, in cores, between its first and last reading. */
export type ProcessorUse = { pod: string; container: string; cores: number };

/** What each container used in the measured period; one with less than two readings in it is left out. */
export function processorUse(samples: readonly Sample[], period: MeasuredPeriod): ProcessorUse[] {
	const series = new Map<string, Sample[]>();
	for (const sample of samples) {
		const { time, pod, container } = sample;
		if (time < period.zero || time > period.end) continue;
		if (!isOfMetric(sample, usage) || !isContainer(container)) continue;
		const key = `${pod} ${container}`;
		const readings = series.get(key);
		if (readings) readings.push(sample);
		else series.set(key, [sample]);
	}
	return [...series.values()].flatMap((readings) => {
		readings.sort((a, b) => a.time - b.time);
		const [first, last] = [readings[0], readings.at(-1)] as [Sample, Sample];
		const duration = last.time - first.time;
		if (duration <= 0) return [];
		const { pod, container } = first;
		return [{ pod, container, cores: increase(readings) / duration }];
	});
}

/** Of a counter that begins anew with each start of its container. */
function increase(readings: readonly Sample[]): number {
	let sum = 0;
	for (const [i, { value }] of readings.entries()) {
		const before = readings[i - 1]?.value;
		if (before === undefined) continue;
		sum += value < before ? value : value - before;
	}
	return sum;
}
