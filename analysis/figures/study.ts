import type { Tables } from "../digest/rows.ts";
import type { Picture, PictureContext } from "./pictures.ts";
import { memoryOfCrashedPods } from "./study/memoryOfCrashedPods.ts";
import { memoryOverTime } from "./study/memoryOverTime.ts";
import { persistLatencyOfCrashedPods } from "./study/persistLatencyOfCrashedPods.ts";
import { persistLatencyOverTime } from "./study/persistLatencyOverTime.ts";
import { retrieveLatencyOfCrashedPods } from "./study/retrieveLatencyOfCrashedPods.ts";
import { retrieveLatencyOverTime } from "./study/retrieveLatencyOverTime.ts";
import { startupDelayOverReplicas } from "./study/startupDelayOverReplicas.ts";

/** The study's figures 5.1 to 5.7 from our own runs; those of the crashed Pods only where Pods were hit. */
export function studyPictures(
	{
		latencies,
		memory,
		startups,
	}: Pick<Tables, "latencies" | "memory" | "startups">,
	context: PictureContext,
): Picture[] {
	const pictures = [
		persistLatencyOverTime(latencies, context),
		retrieveLatencyOverTime(latencies, context),
		memoryOverTime(memory, context),
		startupDelayOverReplicas(startups, context),
	];
	if (context.faultTimes.length === 0) return pictures;
	return [
		...pictures,
		memoryOfCrashedPods(memory, context),
		persistLatencyOfCrashedPods(latencies, context),
		retrieveLatencyOfCrashedPods(latencies, context),
	];
}
