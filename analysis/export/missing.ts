import type { LabEvent } from "../../schema/event.ts";
import type { OperationRecord } from "../../schema/operation.ts";
import type { ReadRecord } from "../../schema/read.ts";
import { asIdentities } from "../checker/activePods.ts";
import { uncertainEnds } from "../checker/ends.ts";
import { harmOf } from "../checker/harm.ts";
import { describeHole, readHistory } from "../checker/history.ts";
import { phaseOf } from "../checker/phase.ts";

/**
 * By identity: why its processes may have done more than their records show, one sentence each. A
 * hole in the middle isn't told: the records themselves show it.
 *
 * @param intervalSeconds t, above 0
 */
export function missingByIdentity(
	records: Iterable<OperationRecord>,
	reads: readonly ReadRecord[],
	events: readonly LabEvent[],
	identities: readonly string[],
	intervalSeconds: number,
): Map<string, string[]> {
	const inOrder = asIdentities(events.toSorted((a, b) => a.time - b.time));
	const { identities: histories } = readHistory(records);
	const readsByPod = Map.groupBy(reads, ({ pod }) => pod);
	const eventsByPod = Map.groupBy(inOrder, ({ pod }) => pod);
	const harm = harmOf(inOrder);
	const pods = new Set([...identities, ...histories.keys()]);
	return new Map(
		Array.from(pods, (pod) => {
			const processes = histories.get(pod) ?? [];
			const { holes, doubts } = uncertainEnds(
				pod,
				processes,
				readsByPod.get(pod) ?? [],
				eventsByPod.get(pod) ?? [],
				phaseOf(processes, intervalSeconds),
				{ intervalSeconds, harm },
			);
			return [pod, [...holes.map(describeHole), ...doubts.map(({ sentence }) => sentence)]];
		}),
	);
}
