import type { LabEvent } from "../../schema/event.ts";
import { killedBy } from "../../schema/faultKinds.ts";
import { applicationContainer } from "../containers.ts";

/**
 * When processes of an identity were certainly at their end, ascending. Unix time in seconds, the observer's clock.
 *
 * @param events of the identity, in order of time
 */
export function deathsIn(events: readonly LabEvent[]): number[] {
	return events
		.filter(
			({ event, fault = "", container = applicationContainer }) =>
				event === "deleted" ||
				(event === "terminated" && container === applicationContainer) ||
				(event === "fault-injected" && killedBy(fault) !== null),
		)
		.map(({ event, time, senderTime = time }) =>
			// The scenario tells of a kill once it is done, and of when that was: nearer to it than the word's arrival.
			event === "fault-injected" ? Math.min(time, senderTime) : time,
		)
		.sort((a, b) => a - b);
}
