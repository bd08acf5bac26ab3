import type { LatencyBin } from "../../digest/rows.ts";
import type { Picture, PictureContext } from "../pictures.ts";
import { latencyReadings } from "./latencyReadings.ts";
import { studyReferences } from "./references.ts";
import { timeFigure } from "./timeFigure.ts";

/** The study's figure 5.1: how long it took until a state was acknowledged, over run time, with few and with many replicas. */
export function persistLatencyOverTime(
	latencies: readonly LatencyBin[],
	context: PictureContext,
): Picture {
	const { durationSeconds, study } = context;
	return timeFigure(
		{
			name: "figure-5-1-persist-latency",
			title: "Persist latency over time (figure 5.1)",
			subtitle:
				"From the actual start of a persist to its acknowledgement; of each run, the median (p50) over all Pods in each stretch of run time.",
			quantity: "persist latency",
			unit: "ms",
			readings: latencyReadings(latencies, "persist", "all"),
			references: (mode, faultSeconds) =>
				studyReferences("persist", mode, study, {
					durationSeconds,
					faultSeconds,
				}),
		},
		context,
	);
}
