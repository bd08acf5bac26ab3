import { median, rollups, sum } from "d3-array";
import type { MemoryBin, OfRun, Pods } from "./rows.ts";
import type { MemoryRow } from "./runTime.ts";
import type { WorkingSet } from "./workingSets.ts";

/** The kubelet reads each container every 5 to 10 s, and different ones at different moments. */
const readingSeconds = 10;

type Reading = { pod: string; what: string; seconds: number; bytes: number };

/**
 * Memory by bins of run time, as medians over the Pods: of each container, of all those of a Pod together, and of the application's
 * process.
 *
 * @param readings working sets of the replicas' containers in one run
 * @param processes resident memory of the application's processes in the same run
 * @param hit Pods that some fault struck
 * @param binSeconds for the processes', above 0
 */
export function memoryBins(
	readings: readonly WorkingSet[],
	processes: readonly MemoryRow[],
	hit: ReadonlySet<string>,
	binSeconds: number,
	run: OfRun,
): MemoryBin[] {
	const containers = readings.map(({ container, ...reading }) => ({ ...reading, what: container }));
	const ofProcess = processes.map((row) => ({ ...row, what: "process" }));
	return [...medians([...containers, ...wholePods(containers)], readingSeconds), ...medians(ofProcess, binSeconds)].map(
		(bin) => ({ ...run, ...bin }),
	);

	function medians(rows: readonly Reading[], width: number) {
		return podsOf(hit).flatMap(({ pods, includes }) =>
			rollups(
				rows.filter(({ pod }) => includes(pod)),
				(bin) => median(latestOfEachPod(bin), ({ bytes }) => bytes) as number,
				({ what }) => what,
				({ seconds }) => Math.floor(seconds / width),
			).flatMap(([what, bins]) =>
				bins.map(([number, bytes]) => ({ pods, what, seconds: (number + 0.5) * width, bytes })),
			),
		);
	}
}

/** Which Pods are told of: of a run without victims, only all together. */
function podsOf(hit: ReadonlySet<string>): { pods: Pods; includes: (pod: string) => boolean }[] {
	const all = { pods: "all" as const, includes: () => true };
	if (hit.size === 0) return [all];
	return [all, { pods: "hit", includes: (pod) => hit.has(pod) }, { pods: "others", includes: (pod) => !hit.has(pod) }];
}

/** The containers of a Pod added up, where each of its containers was read in the bin. */
function wholePods(readings: readonly Reading[]): Reading[] {
	const containers = new Set(readings.map(({ what }) => what)).size;
	return rollups(
		readings,
		(bin) => latestOf(bin, ({ what }) => what),
		({ pod }) => pod,
		({ seconds }) => Math.floor(seconds / readingSeconds),
	).flatMap(([pod, bins]) =>
		bins.flatMap(([number, latest]) =>
			latest.length < containers
				? []
				: [
						{
							pod,
							what: "Pod",
							seconds: (number + 0.5) * readingSeconds,
							bytes: sum(latest, ({ bytes }) => bytes),
						},
					],
		),
	);
}

function latestOfEachPod(bin: readonly Reading[]): Reading[] {
	return latestOf(bin, ({ pod }) => pod);
}

/** The last reading of each, of readings in order of time. */
function latestOf(bin: readonly Reading[], key: (reading: Reading) => string): Reading[] {
	return [...new Map(bin.map((reading) => [key(reading), reading])).values()];
}
