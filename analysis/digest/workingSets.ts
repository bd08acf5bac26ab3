import type { Sample } from "../../schema/sample.ts";
import { isContainer } from "../containers.ts";
import { isOfMetric, type MeasuredPeriod } from "./runTime.ts";

/** One reading of the working set of a container in the Pod of a replica. `seconds` is run time. */
export type WorkingSet = {
	pod: string;
	container: string;
	seconds: number;
	bytes: number;
};

const workingSet = "container_memory_working_set_bytes";

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
