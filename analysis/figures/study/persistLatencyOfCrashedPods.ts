import type { LatencyBin } from "../../digest/rows.ts";
import type { Picture, PictureContext } from "../pictures.ts";
import { aroundFaults } from "./aroundFaults.ts";
import { latencyReadings } from "./latencyReadings.ts";
import { studyReferences } from "./references.ts";
import { timeFigure } from "./timeFigure.ts";

/** The study's figure 5.6: persist latency of the Pods that a fault struck, around the failure. */
export function persistLatencyOfCrashedPods(
	latencies: readonly LatencyBin[],
	context: PictureContext,
): Picture {
	const { durationSeconds, faultTimes, study } = context;
	return timeFigure(
		{
			name: "figure-5-6-persist-latency-of-crashed-pods",
			title: "Persist latency of the crashed Pods (figure 5.6)",
			subtitle:
				"From the actual start of a persist to its acknowledgement; of each run, the median (p50) over the Pods that a fault struck. A line is broken while none of them persisted.",
			quantity: "persist latency",
			unit: "ms",
			readings: latencyReadings(latencies, "persist", "hit"),
			references: (mode, faultSeconds) =>
				studyReferences("persistCrashed", mode, study, {
					durationSeconds,
					faultSeconds,
				}),
			domain: aroundFaults(faultTimes, durationSeconds),
		},
		context,
	);
}
