import type { FaultWindow, Recovery } from "../schema/run.ts";
import type { OfRun, RecoveryRow } from "./rows.ts";

/** The ways back of a run's deleted Pods, in the parts that reports show. */
export function recoveryRows(
	recoveries: readonly Recovery[],
	windows: readonly FaultWindow[],
	run: OfRun,
): RecoveryRow[] {
	return recoveries.map(({ pod, deleted, rtoSeconds, steps }) => {
		const { scheduledSeconds, startedSeconds, methodReadySeconds } = steps;
		return {
			...run,
			fault: faultOf(deleted, windows),
			pod,
			total: rtoSeconds,
			scheduling: scheduledSeconds,
			containerStart: part(scheduledSeconds, startedSeconds),
			methodReady: part(startedSeconds, methodReadySeconds),
			firstPersist: part(methodReadySeconds, steps.persistedSeconds),
		};
	});
}

/** The last fault injected before; a deletion is seen a moment after it was asked for, or even before that is told. */
function faultOf(deleted: string, windows: readonly FaultWindow[]): string {
	const time = Date.parse(deleted);
	const before = windows.findLast(
		({ injected }) => Date.parse(injected) <= time,
	);
	return (before ?? windows[0])?.fault ?? "delete-pods";
}

/** Steps are seen by different watches: one that overtook the step before it took no time. */
function part(from: number | null, to: number | null): number | null {
	return from === null || to === null ? null : Math.max(0, to - from);
}
