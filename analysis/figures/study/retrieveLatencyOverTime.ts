import type { LatencyBin } from "../../digest/rows.ts";
import type { Picture, PictureContext } from "../pictures.ts";
import { latencyReadings } from "./latencyReadings.ts";
import { studyReferences } from "./references.ts";
import { timeFigure } from "./timeFigure.ts";

/** The study's figure 5.2: how long it took to load the last state, over run time, with few and with many replicas. */
export function retrieveLatencyOverTime(
	latencies: readonly LatencyBin[],
	context: PictureContext,
): Picture {
	const { durationSeconds, study } = context;
	return timeFigure(
		{
			name: "figure-5-2-retrieve-latency",
			title: "Retrieve latency over time (figure 5.2)",
			subtitle:
				"From the actual start of a load of the last state to its answer; of each run, the median (p50) over all Pods in each stretch of run time.",
			quantity: "retrieve latency",
			unit: "ms",
			readings: latencyReadings(latencies, "retrieve", "all"),
			references: (mode, faultSeconds) =>
				studyReferences("retrieve", mode, study, {
					durationSeconds,
					faultSeconds,
				}),
		},
		context,
	);
}
