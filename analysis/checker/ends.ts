import type { LabEvent } from "../schema/event.ts";
import type { ReadRecord } from "../schema/read.ts";
import { type Doubt, doubt } from "./doubts.ts";
import type { Harm } from "./harm.ts";
import type { ProcessHistory } from "./history.ts";
import { phaseOf } from "./phase.ts";
import { silenceOf } from "./silence.ts";
import { type Tails, tailsOf } from "./tails.ts";
import { unheard } from "./unheard.ts";

/**
 * Why an identity's processes may have done more than the ends of their histories show: clients know more, it fell silent, or nobody confirmed
 * what its last records were.
 *
 * @param processes of it, in order of their starts
 * @param reads of it
 * @param events of it, in order of time
 * @param intervalSeconds t, above 0
 */
export function uncertainEnds(
	pod: string,
	processes: readonly ProcessHistory[],
	reads: readonly ReadRecord[],
	events: readonly LabEvent[],
	intervalSeconds: number,
	{ ended, end }: Harm,
): Tails {
	const silence = ended
		? silenceOf(pod, processes, events, intervalSeconds, end)
		: null;
	const { holes, doubts } = tailsOf(
		pod,
		processes,
		events,
		phaseOf(processes, intervalSeconds),
		ended ? end : null,
	);
	const told: Doubt[] = [
		...unheard(pod, processes, reads),
		...(silence === null ? [] : [silence]),
	].map((sentence) => doubt(pod, sentence));
	return { holes, doubts: [...told, ...doubts] };
}
