import type { OperationRecord } from "../../schema/operation.ts";
import type { ReadRecord } from "../../schema/read.ts";
import { operationsIn } from "../operations/operations.ts";
import { countedLatencies } from "../operations/population.ts";
import { goneSince } from "./deaths.ts";
import { readHistory } from "./history.ts";
import { gather } from "./identityHistory.ts";
import { type Progress, progressOf } from "./measure.ts";
import { doubtsAbout, type Told } from "./runDoubts.ts";
import { type Safety, safetyOf } from "./safety.ts";
import type { Surroundings } from "./surroundings.ts";

/** What is found about one identity: small, and plain data, which threads can send each other. */
export type Finding = {
	pod: string;
	told: Told;
	safety: Safety;
	/** Null of who is no replica. */
	progress: Progress | null;
	/** Of the updates that were asked about, in seconds. */
	latencies: number[];
};

/**
 * Judges one identity.
 *
 * @param records of it, in any order, which are read once
 * @param reads of it, in any order
 */
export function findingOf(
	pod: string,
	records: Iterable<OperationRecord>,
	reads: readonly ReadRecord[],
	surroundings: Surroundings,
): Finding {
	const { harm, course, eventsByPod, intervalSeconds } = surroundings;
	const { doubts, latenciesOf } = surroundings;
	const { doubtedClients, replicas } = doubts;
	const recorded = readHistory(records);
	const { history, phase, ...told } = gather(pod, recorded, reads, eventsByPod.get(pod) ?? [], {
		intervalSeconds,
		harm,
		doubtedClients,
	});
	return {
		pod,
		told,
		safety: safetyOf(history, {
			harm,
			doubts: doubtsAbout(new Map([[pod, told]]), doubts).map(({ sentence }) => sentence),
			goneSince: goneSince(history, course.events, harm),
		}),
		progress: replicas.has(pod) ? progressOf(history, phase, course) : null,
		latencies: latenciesOf === null ? [] : countedLatencies(operationsIn(recorded), "persist", latenciesOf),
	};
}
