import { group, median, rollup, sum } from "d3-array";
import { inOrderOfContainers } from "../containers.ts";
import type { ContainerUse, OfRun } from "./rows.ts";
import type { ProcessorUse, WorkingSet } from "./samples.ts";

/**
 * What each kind of container used, the replicas' first. A Pod that is in `replicas` is one of
 * theirs; all others are the method's store.
 *
 * @param readings of one run
 * @param processors of the same run
 */
export function containerUse(
	readings: readonly WorkingSet[],
	processors: readonly ProcessorUse[],
	replicas: ReadonlySet<string>,
	run: OfRun,
): ContainerUse[] {
	return (["replica", "store"] as const).flatMap((where) => {
		const isHere = ({ pod }: { pod: string }) => replicas.has(pod) === (where === "replica");
		const memory = group(readings.filter(isHere), ({ container }) => container);
		const cores = rollup(
			processors.filter(isHere),
			(uses) => sum(uses, (use) => use.cores),
			({ container }) => container,
		);
		return inOrderOfContainers([...memory.keys(), ...cores.keys()]).map((container) => {
			const own = memory.get(container) ?? [];
			return {
				...run,
				where,
				container,
				pods: new Set(own.map(({ pod }) => pod)).size,
				bytes: median(own, ({ bytes }) => bytes) ?? null,
				cores: cores.get(container) ?? null,
			};
		});
	});
}
