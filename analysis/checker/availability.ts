import type { Availability } from "../schema/run.ts";
import type { ProcessHistory } from "./history.ts";
import type { Period } from "./timeline.ts";

/**
 * Updates that a surviving replica should have had acknowledged while others were gone, and those that are missing.
 * An update belongs to the window if its interval was due in it, whenever its acknowledgement came.
 *
 * Null when the history says nothing about it.
 *
 * @param processes of the replica; intervals are due at the same phase for as long as one runs
 * @param intervalSeconds t, above 0
 */
export function availabilityOf(
	pod: string,
	processes: readonly ProcessHistory[],
	window: Period,
	intervalSeconds: number,
): Availability | null {
	const anchor = processes.at(-1)?.operations[0]?.invoke.intended;
	if (anchor === undefined) return null;
	const expected = dueBefore(window.end) - dueBefore(window.start);
	const done = new Set<number>();
	for (const { operations } of processes) {
		for (const { answer } of operations) {
			if (answer?.type !== "ok" || answer.kind !== "persist") continue;
			const { intended } = answer;
			if (intended < window.start || intended >= window.end) continue;
			done.add(Math.round((intended - anchor) / intervalSeconds));
		}
	}
	return {
		pod,
		expectedUpdates: expected,
		missedUpdates: Math.max(0, expected - done.size),
	};

	/** Intervals due before a time, counted from the anchor. */
	function dueBefore(time: number): number {
		return Math.ceil((time - (anchor as number)) / intervalSeconds);
	}
}
