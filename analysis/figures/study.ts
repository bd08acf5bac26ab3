import type { Tables } from "../digest/rows.ts";
import { overTime } from "./overTime.ts";
import type { Picture, PictureContext } from "./picture.ts";
import { startupDelay } from "./startupDelay.ts";

/** The study's figures 5.1 to 5.7 from our own runs, in its order. */
export function studyPictures(
	tables: Pick<Tables, "latencies" | "memory" | "startups">,
	context: PictureContext,
): Picture[] {
	return [...overTime(tables, context), startupDelay(tables.startups, context)].sort((a, b) =>
		a.name < b.name ? -1 : 1,
	);
}
