import type { LatencyBin } from "../../digest/rows.ts";
import type { Picture, PictureContext } from "../pictures.ts";
import { aroundFaults } from "./aroundFaults.ts";
import { latencyReadings } from "./latencyReadings.ts";
import { studyReferences } from "./references.ts";
import { timeFigure } from "./timeFigure.ts";

/** The study's figure 5.7: retrieve latency of the Pods that a fault struck, around the failure. */
export function retrieveLatencyOfCrashedPods(
	latencies: readonly LatencyBin[],
	context: PictureContext,
): Picture {
	const { durationSeconds, faultTimes, study } = context;
	return timeFigure(
		{
			name: "figure-5-7-retrieve-latency-of-crashed-pods",
			title: "Retrieve latency of the crashed Pods (figure 5.7)",
			subtitle:
				"From the actual start of a load of the last state to its answer; of each run, the median (p50) over the Pods that a fault struck. A line is broken while none of them loaded anything.",
			quantity: "retrieve latency",
			unit: "ms",
			readings: latencyReadings(latencies, "retrieve", "hit"),
			references: (mode, faultSeconds) =>
				studyReferences("retrieveCrashed", mode, study, {
					durationSeconds,
					faultSeconds,
				}),
			domain: aroundFaults(faultTimes, durationSeconds),
		},
		context,
	);
}
