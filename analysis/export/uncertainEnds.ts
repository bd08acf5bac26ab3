import { asIdentities } from "../checker/activePods.ts";
import { harmOf } from "../checker/harm.ts";
import { describeHole, readHistory } from "../checker/history.ts";
import { phaseOf } from "../checker/phase.ts";
import { silenceOf } from "../checker/silence.ts";
import { tailsOf } from "../checker/tails.ts";
import { unheard } from "../checker/unheard.ts";
import type { LabEvent } from "../schema/event.ts";
import type { OperationRecord } from "../schema/operation.ts";
import type { ReadRecord } from "../schema/read.ts";

/**
 * By identity: why its processes may have done more than their records show, one sentence each. A hole in the middle isn't told: the records
 * themselves show it.
 *
 * @param intervalSeconds t, above 0
 */
export function uncertainEnds(
	records: readonly OperationRecord[],
	reads: readonly ReadRecord[],
	events: readonly LabEvent[],
	identities: readonly string[],
	intervalSeconds: number,
): Map<string, string[]> {
	const inOrder = asIdentities(events.toSorted((a, b) => a.time - b.time));
	const { identities: histories } = readHistory(records);
	const readsByPod = Map.groupBy(reads, ({ pod }) => pod);
	const eventsByPod = Map.groupBy(inOrder, ({ pod }) => pod);
	const { ended, end } = harmOf(inOrder);
	const missing = new Map<string, string[]>();
	for (const pod of new Set([...identities, ...histories.keys()])) {
		const processes = histories.get(pod) ?? [];
		const itsEvents = eventsByPod.get(pod) ?? [];
		const tails = tailsOf(
			pod,
			processes,
			itsEvents,
			phaseOf(processes, intervalSeconds),
			ended ? end : null,
		);
		const silence = ended
			? silenceOf(pod, processes, itsEvents, intervalSeconds, end)
			: null;
		missing.set(pod, [
			...tails.holes.map(describeHole),
			...tails.doubts.map(({ sentence }) => sentence),
			...(silence === null ? [] : [silence]),
			...unheard(pod, processes, readsByPod.get(pod) ?? []),
		]);
	}
	return missing;
}
