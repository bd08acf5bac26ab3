import type { LabEvent } from "../../schema/event.ts";
import { deathsIn } from "./deaths.ts";
import type { Harm } from "./harm.ts";
import type { IdentityHistory } from "./identityHistory.ts";

/**
 * Since when an identity was gone for good: when its last process was lost after which nothing was heard of it before the run's end; null
 * where it came back, or was never lost.
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
