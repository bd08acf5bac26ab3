import type { LabEvent } from "../../schema/event.ts";
import type { ReadRecord } from "../../schema/read.ts";
import { deathsIn } from "./deaths.ts";
import { type Doubt, doubt } from "./doubts.ts";
import type { Harm } from "./harm.ts";
import type { ProcessHistory } from "./history.ts";
import type { Phase } from "./phase.ts";
import { type Tails, tailsOf } from "./tails.ts";

type Circumstances = {
	/** t, above 0. */
	intervalSeconds: number;
	/** Of all events. */
	harm: Harm;
};

/**
 * Why an identity's processes may have done more than the ends of their histories show: clients
 * know more, it fell silent, or nobody confirmed what its last records were.
 *
 * @param processes of it, in order of their starts
 * @param reads of it
 * @param events of it, in order of time
 * @param phase of its steps; null without any
 */
export function uncertainEnds(
	pod: string,
	processes: readonly ProcessHistory[],
	reads: readonly ReadRecord[],
	events: readonly LabEvent[],
	phase: Phase | null,
	{ intervalSeconds, harm: { ended, end } }: Circumstances,
): Tails {
	const silence = ended ? silenceOf(pod, processes, events, intervalSeconds, end) : null;
	const { holes, doubts } = tailsOf(pod, processes, events, phase, ended ? end : null);
	const told: Doubt[] = [...unheard(pod, processes, reads), ...(silence === null ? [] : [silence])].map((sentence) =>
		doubt(pod, sentence),
	);
	return { holes, doubts: [...told, ...doubts] };
}

/**
 * A replica steps at each interval: one that says nothing for longer than so many of them, and this
 * long, is silent.
 */
const silentIntervals = 3;
const silentSeconds = 5;
/** An operation that is being tried again and again says nothing meanwhile; no longer than this. */
const longestOperationSeconds = 30;

/**
 * Says that an identity was silent before the run ended, though its last process wasn't known to be
 * dead; null where it wasn't.
 *
 * @param processes of it, in order of their starts
 * @param events of it, in order of time
 * @param runEnd Unix time in seconds
 */
function silenceOf(
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

/**
 * Processes that answered clients with states that their own histories don't show them to have
 * loaded or had acknowledged: records of theirs are missing. One sentence each.
 *
 * @param processes of the identity that was asked
 */
function unheard(pod: string, processes: readonly ProcessHistory[], reads: readonly ReadRecord[]): string[] {
	const farthest = new Map<number, number>();
	for (const { process, operations } of processes) {
		let index = -1;
		for (const { answer } of operations) {
			// One that timed out may have been told to its client once it was found to be done.
			if (answer === null || answer.type === "fail") continue;
			index = Math.max(index, answer.index ?? -1);
		}
		farthest.set(process, index);
	}
	const worst = new Map<number, ReadRecord & { index: number }>();
	for (const read of reads) {
		const { kind, process, index } = read;
		if (kind === "stored" || index === null) continue;
		if (index <= (farthest.get(process) ?? -1)) continue;
		if (index > (worst.get(process)?.index ?? -1)) {
			worst.set(process, { ...read, index });
		}
	}
	return Array.from(worst.values(), ({ client, process, index }) => {
		const known = farthest.get(process);
		const instead =
			known === undefined
				? "of which the history has nothing"
				: known < 0
					? "which had none, as far as the history shows"
					: `which had got no further than ${known}, as far as the history shows`;
		return `${client} was answered state ${index} by ${pod}'s process ${process}, ${instead}.`;
	});
}
