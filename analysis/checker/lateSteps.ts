import type { ProcessHistory } from "./history.ts";
import type { Period } from "./period.ts";
import { inTurn, type Phase } from "./phase.ts";

/**
 * A step that begins later than this after its interval was due is late, as a share of the
 * interval.
 */
const lateAfterIntervals = 0.1;

export type Steps = { steps: number; late: number };

/**
 * A replica's own steps, and those that began late. Only what was due in the period counts, and
 * outside the troubles.
 *
 * @param period null: all the time
 */
export function countLateSteps(
	processes: readonly ProcessHistory[],
	phase: Phase,
	period: Period | null,
	troubles: readonly Period[],
): Steps {
	const counts = { steps: 0, late: 0 };
	for (const process of processes) {
		let latest: number | null = null;
		for (const { operation } of inTurn(process, phase)) {
			const { intended, time } = operation.invoke;
			if (intended === latest) continue;
			latest = intended;
			if (period !== null && !includes(period, intended)) continue;
			if (troubles.some((trouble) => includes(trouble, intended))) continue;
			counts.steps++;
			const lateSeconds = lateAfterIntervals * phase.intervalSeconds;
			if (time - intended > lateSeconds) counts.late++;
		}
	}
	return counts;
}

function includes({ start, end }: Period, time: number): boolean {
	return start <= time && time < end;
}
