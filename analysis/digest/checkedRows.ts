import type { FaultWindow, Measures, Recovery } from "../../schema/run.ts";
import { partsOf } from "../checker/recoveryParts.ts";
import type { OfRun, RecoveryRow, StartupRow, WindowReplica } from "./rows.ts";

/** What the checker measured of a run, as rows. */
export function checkedRows(measures: Measures | undefined, withFaults: boolean, run: OfRun) {
	const { recoveries = [], windows = [], startups = [] } = measures ?? {};
	return {
		recoveries: recoveries.map((recovery) => recoveryRow(recovery, windows, run)),
		startups: startups.map(({ pod, restart, startupDelaySeconds }): StartupRow => {
			return { ...run, pod, restart, withFaults, seconds: startupDelaySeconds };
		}),
		windows: windows.flatMap((window) => windowRows(window, run)),
	};
}

/** The way back of a deleted Pod, in the parts that reports show. */
function recoveryRow(recovery: Recovery, windows: readonly FaultWindow[], run: OfRun): RecoveryRow {
	const parts = partsOf(recovery);
	return {
		...run,
		fault: faultOf(recovery, windows),
		pod: recovery.pod,
		total: recovery.rtoSeconds,
		termination: parts.terminationSeconds,
		replacement: parts.replacementSeconds,
		untilStarted: parts.terminationSeconds === null ? recovery.steps.startedSeconds : null,
		start: parts.startSeconds,
		ready: parts.readySeconds,
	};
}

/**
 * The last fault injected before; a deletion is seen a moment after it was asked for, or even
 * before that is told.
 */
function faultOf({ deleted }: Recovery, windows: readonly FaultWindow[]): string {
	const time = Date.parse(deleted);
	const before = windows.findLast(({ injected }) => Date.parse(injected) <= time);
	return (before ?? windows[0])?.fault ?? "delete-pods";
}

/** How every replica fared in a fault's window. */
function windowRows({ fault, number, injected, steady, replicas }: FaultWindow, run: OfRun): WindowReplica[] {
	const windowSeconds = steady === null ? null : (Date.parse(steady) - Date.parse(injected)) / 1000;
	return replicas.map((replica) => ({ ...run, fault, faultNumber: number, windowSeconds, ...replica }));
}
