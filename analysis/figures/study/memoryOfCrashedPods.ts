import type { MemoryBin } from "../../digest/rows.ts";
import type { Picture, PictureContext } from "../pictures.ts";
import { aroundFaults } from "./aroundFaults.ts";
import { memoryReadings } from "./memoryReadings.ts";
import { timeFigure } from "./timeFigure.ts";

/** The study's figure 5.5: memory of the Pods that a fault struck, around the failure. */
export function memoryOfCrashedPods(
	memory: readonly MemoryBin[],
	context: PictureContext,
): Picture {
	return timeFigure(
		{
			name: "figure-5-5-memory-of-crashed-pods",
			title: "Memory of the crashed Pods (figure 5.5)",
			subtitle:
				"Working set of all containers of a Pod together; of each run, the median over the Pods that a fault struck.",
			quantity: "memory of a Pod",
			unit: "MB",
			readings: memoryReadings(memory, "Pod", "hit"),
			references: () => [],
			domain: aroundFaults(context.faultTimes, context.durationSeconds),
			remarks:
				context.study === null
					? []
					: [
							"The study's text gives no numbers for this figure: in both modes memory drops at the failure and comes back.",
						],
		},
		context,
	);
}
