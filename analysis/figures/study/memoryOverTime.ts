import type { MemoryBin } from "../../digest/rows.ts";
import type { Picture, PictureContext } from "../pictures.ts";
import { memoryReadings } from "./memoryReadings.ts";
import { studyReferences } from "./references.ts";
import { timeFigure } from "./timeFigure.ts";

/** The study's figure 5.3: memory of a Pod over run time, with few and with many replicas. */
export function memoryOverTime(
	memory: readonly MemoryBin[],
	context: PictureContext,
): Picture {
	const { durationSeconds, study } = context;
	return timeFigure(
		{
			name: "figure-5-3-memory",
			title: "Memory of a Pod over time (figure 5.3)",
			subtitle:
				"Working set of all containers of a Pod together, and beside it the resident memory of the application's process alone; of each run, the median over its Pods. A store outside the Pods is left out, as in the study.",
			quantity: "memory of a Pod",
			unit: "MB",
			readings: memoryReadings(memory, "Pod", "all"),
			beside: {
				label: "the application's process alone",
				readings: memoryReadings(memory, "process", "all"),
			},
			references: (mode, faultSeconds) =>
				studyReferences("memory", mode, study, {
					durationSeconds,
					faultSeconds,
				}),
		},
		context,
	);
}
