import { flatRollup, median, sum } from "d3-array";
import type { MemoryBin, OfRun, Pods } from "./rows.ts";
import type { MemoryRow, WorkingSet } from "./samples.ts";

/** The kubelet reads each container every 5 to 10 s, and different ones at different moments. */
const readingSeconds = 10;

type Reading = { pod: string; what: string; seconds: number; bytes: number };

/**
 * Memory by bins of run time, as medians over the Pods: of each container, of all those of a Pod
 * together, and of the application's process.
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
	return [
		...mediansOf([...containers, ...wholePods(containers)], readingSeconds, hit),
		...mediansOf(ofProcess, binSeconds, hit),
	].map((bin) => ({ ...run, ...bin }));
}

function mediansOf(rows: readonly Reading[], width: number, hit: ReadonlySet<string>): Omit<MemoryBin, keyof OfRun>[] {
	return podsOf(hit).flatMap(({ pods, includes }) =>
		flatRollup(
			rows.filter(({ pod }) => includes(pod)),
			(bin) =>
				median(
					latestOf(bin, ({ pod }) => pod),
					({ bytes }) => bytes,
				) as number,
			({ what }) => what,
			({ seconds }) => Math.floor(seconds / width),
		).map(([what, number, bytes]) => ({ pods, what, seconds: (number + 0.5) * width, bytes })),
	);
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
	return flatRollup(
		readings,
		(bin) => latestOf(bin, ({ what }) => what),
		({ pod }) => pod,
		({ seconds }) => Math.floor(seconds / readingSeconds),
	).flatMap(([pod, number, latest]) => {
		const seconds = (number + 0.5) * readingSeconds;
		return latest.length < containers ? [] : [{ pod, what: "Pod", seconds, bytes: sum(latest, ({ bytes }) => bytes) }];
	});
}

/** The last reading of each, of readings in order of time. */
function latestOf(bin: readonly Reading[], key: (reading: Reading) => string): Reading[] {
	return [...new Map(bin.map((reading) => [key(reading), reading])).values()];
}
