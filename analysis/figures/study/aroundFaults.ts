import type { FaultTime } from "../../digest/rows.ts";

const secondsBefore = 30;
const secondsAfter = 60;

/** The part of a run from shortly before its first fault until well after the last recovery; all of it without faults. */
export function aroundFaults(
	faults: readonly FaultTime[],
	durationSeconds: number,
): readonly [from: number, to: number] {
	if (faults.length === 0) return [0, durationSeconds];
	const starts = faults.map(({ startSeconds }) => startSeconds);
	const ends = faults.map(({ endSeconds }) => endSeconds ?? durationSeconds);
	return [
		Math.max(0, Math.min(...starts) - secondsBefore),
		Math.min(durationSeconds, Math.max(...ends) + secondsAfter),
	];
}
