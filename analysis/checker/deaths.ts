import type { LabEvent } from "../../schema/event.ts";
import { killedBy } from "../../schema/faultKinds.ts";
import { applicationContainer } from "../containers.ts";
import type { Harm } from "./harm.ts";
import type { IdentityHistory } from "./identityHistory.ts";

/**
 * When processes of an identity were certainly at their end, ascending. Unix time in seconds, the
 * observer's clock.
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
			// The scenario tells of a kill once it is done, and of when that was: nearer to it than the
			// word's arrival.
			event === "fault-injected" ? Math.min(time, senderTime) : time,
		)
		.sort((a, b) => a - b);
}

/**
 * Since when an identity was gone for good: when its last process was lost after which nothing was
 * heard of it before the run's end; null where it came back, or was never lost.
 *
 * @param events of identities, in order of time
 */
export function goneSince(
	{ pod, processes }: IdentityHistory,
	events: readonly LabEvent[],
	{ ended, end }: Harm,
): number | null {
	const until = ended ? end : Number.POSITIVE_INFINITY;
	const itsEvents = events.filter((event) => event.pod === pod && event.time <= until);
	const death = deathsIn(itsEvents).at(-1);
	if (death === undefined) return null;
	const isBack = processes.some(({ records }) => {
		const last = records.at(-1);
		return last !== undefined && last.received > death;
	});
	return isBack ? null : death;
}
