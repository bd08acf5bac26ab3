import { median } from "d3-array";
import { applicationContainer } from "../../analysis/containers.ts";
import type { WorkingSet } from "../../analysis/digest/samples.ts";

/**
 * What the method adds to the memory of a replica's Pod, in bytes: the medians over time of all
 * containers but the application's, summed for each Pod; of these sums the median. Null where no
 * Pod has another container.
 */
export function addedMemory(readings: readonly WorkingSet[]): number | null {
	const pods = new Map<string, Map<string, number[]>>();
	for (const { pod, container, bytes } of readings) {
		if (container === applicationContainer) continue;
		const containers = pods.get(pod) ?? new Map<string, number[]>();
		pods.set(pod, containers);
		const values = containers.get(container) ?? [];
		containers.set(container, values);
		values.push(bytes);
	}
	const sums = [...pods.values()].map((containers) =>
		[...containers.values()].reduce((sum, values) => sum + (median(values) as number), 0),
	);
	return median(sums) ?? null;
}
