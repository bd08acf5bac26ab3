import type { LabEvent } from "../../schema/event.ts";
import { deathsIn } from "./deaths.ts";
import type { ProcessHistory } from "./history.ts";

/** A replica steps at each interval: one that says nothing for longer than so many of them, and this long, is silent. */
const silentIntervals = 3;
const silentSeconds = 5;
/** An operation that is being tried again and again says nothing meanwhile; no longer than this. */
const longestOperationSeconds = 30;

/**
 * Says that an identity was silent before the run ended, though its last process wasn't known to be dead; null where it wasn't.
 *
 * @param processes of it, in order of their starts
 * @param events of it, in order of time
 * @param runEnd Unix time in seconds
 */
export function silenceOf(
	pod: string,
	processes: readonly ProcessHistory[],
	events: readonly LabEvent[],
	intervalSeconds: number,
	runEnd: number,
): string | null {
	const last = processes.at(-1)?.records.at(-1);
	if (last === undefined) return null;
	const lasted = runEnd - last.received;
	const patience = last.type === "invoke" ? longestOperationSeconds : silentSeconds;
	if (lasted <= silentIntervals * intervalSeconds + patience) return null;
	const hasEnded = events.some(
		({ event, process, records, time }) =>
			event === "history-confirmed" &&
			process === last.process &&
			records === last.number + 1 &&
			time <= last.received + patience,
	);
	const isDead = deathsIn(events).some((time) => time >= last.received);
	return hasEnded || isDead
		? null
		: `${pod} told nothing in the last ${lasted.toFixed(1)} s of the run, though nobody knows of its end.`;
}
