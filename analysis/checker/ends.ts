import type { LabEvent } from "../../schema/event.ts";
import type { ReadRecord } from "../../schema/read.ts";
import { type Doubt, doubt } from "./doubts.ts";
import type { Harm } from "./harm.ts";
import type { ProcessHistory } from "./history.ts";
import type { Phase } from "./phase.ts";
import { silenceOf } from "./silence.ts";
import { type Tails, tailsOf } from "./tails.ts";
import { unheard } from "./unheard.ts";

type Circumstances = {
	/** t, above 0. */
	intervalSeconds: number;
	/** Of all events. */
	harm: Harm;
};

/**
 * Why an identity's processes may have done more than the ends of their histories show: clients know more, it fell silent, or nobody confirmed
 * what its last records were.
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
