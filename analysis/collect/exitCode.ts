import { exitCodes } from "../../schema/exitCodes.ts";
import type { RunManifest } from "../../schema/run.ts";
import { isToBlame } from "./verdicts.ts";

/**
 * Exit code of collecting a run: 3 the method violated safety and was to keep it, 1 the run is
 * incomplete, 4 it crossed a threshold, 0 none of these.
 */
export function exitCode(manifest: RunManifest): number {
	if (isToBlame(manifest)) return exitCodes.violated;
	if (manifest.status === "incomplete") return exitCodes.broken;
	const isUnmet = (manifest.thresholds ?? []).some(({ held }) => !held);
	return isUnmet ? exitCodes.unmet : exitCodes.fine;
}
