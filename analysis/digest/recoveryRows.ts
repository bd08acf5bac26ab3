import type { FaultWindow, Recovery } from "../../schema/run.ts";
import { partsOf } from "../checker/recoveryParts.ts";
import type { OfRun, RecoveryRow } from "./rows.ts";

/** The ways back of a run's deleted Pods, in the parts that reports show. */
export function recoveryRows(
	recoveries: readonly Recovery[],
	windows: readonly FaultWindow[],
	run: OfRun,
): RecoveryRow[] {
	return recoveries.map((recovery) => {
		const { pod, deleted, rtoSeconds, steps } = recovery;
		const parts = partsOf(recovery);
		const isSplit = parts.terminationSeconds !== null;
		return {
			...run,
			fault: faultOf(deleted, windows),
			pod,
			total: rtoSeconds,
			termination: parts.terminationSeconds,
			replacement: parts.replacementSeconds,
			untilStarted: isSplit ? null : steps.startedSeconds,
			start: parts.startSeconds,
			ready: parts.readySeconds,
		};
	});
}

/** The last fault injected before; a deletion is seen a moment after it was asked for, or even before that is told. */
function faultOf(deleted: string, windows: readonly FaultWindow[]): string {
	const time = Date.parse(deleted);
	const before = windows.findLast(({ injected }) => Date.parse(injected) <= time);
	return (before ?? windows[0])?.fault ?? "delete-pods";
}
