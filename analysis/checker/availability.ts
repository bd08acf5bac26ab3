import type { Availability } from "../../schema/run.ts";
import type { Period } from "./period.ts";
import { dueBetween } from "./phase.ts";
import { between, type Updates } from "./updates.ts";

/**
 * Intervals that were due in some periods, and those of them that no acknowledged update belongs
 * to.
 */
export type Counts = Pick<Availability, "expectedUpdates" | "missedUpdates">;

/**
 * An update belongs to a period if its interval was due in it, whenever its acknowledgement came.
 *
 * @param periods that don't overlap
 */
export function countUpdates({ phase, due }: Updates, periods: readonly Period[]): Counts {
	let expectedUpdates = 0;
	let missedUpdates = 0;
	for (const { start, end } of periods) {
		const expected = dueBetween(phase, start, end);
		const done = between(due, start, end).length;
		expectedUpdates += expected;
		missedUpdates += Math.max(0, expected - done);
	}
	return { expectedUpdates, missedUpdates };
}

/**
 * The longest time in a period without an acknowledged update, in seconds by the recorder's clock:
 * between two of them, or from the period's start to its first or from its last to the period's
 * end. What lies outside is cut off, so that a replica without any has the whole period.
 */
export function longestGap({ received }: Updates, { start, end }: Period): number {
	let longest = 0;
	let last = start;
	for (const time of between(received, start, end)) {
		longest = Math.max(longest, time - last);
		last = time;
	}
	return Math.max(longest, end - last);
}
