import { type Evidence, gather } from "./checker/evidence.ts";
import { together } from "./checker/freshness.ts";
import type { Hole } from "./checker/history.ts";
import { measure } from "./checker/measure.ts";
import { safetyOf } from "./checker/safety.ts";
import type { LabEvent } from "./schema/event.ts";
import type { OperationRecord } from "./schema/operation.ts";
import type { ReadRecord } from "./schema/read.ts";
import type { Measures, Verdict, Verdicts, Violation } from "./schema/run.ts";

/** What a run's history says about the method. */
export type Judgement = {
	verdicts: Verdicts;
	/** The first few of each property and replica. */
	violations: Violation[];
	/** Numbers missing from what the processes sent. */
	holes: Hole[];
	/** Why the history can't be trusted to be whole, one sentence each. */
	doubts: string[];
	measures: Measures;
	/** Share of the replicas' own steps that began later than a tenth of the interval, outside every fault's window; 0 without any. */
	lateShare: number;
};

export type JudgeOptions = {
	/** t, for counting missed updates and late steps. */
	intervalSeconds?: number;
	/** What clients were answered, in any order. */
	reads?: Iterable<ReadRecord>;
	/** Why the history isn't whole, as far as its reader knows; one sentence each. */
	doubts?: readonly string[];
};

/**
 * Judges a run by its operation history, and by what clients were answered, and measures how replicas came back and how
 * the others fared. An operation that timed out or was never answered may have been applied or not: neither counts
 * against the method (Jepsen's `:info`).
 *
 * A property is `violated` if the history shows so, whatever else is missing; `unknown` if the history has holes, says
 * nothing about a replica, or was made by clocks that stepped; else it `holds`.
 *
 * @param records in any order
 * @param identities all replicas, for example `pod-0` … `pod-4`
 */
export function judge(
	records: Iterable<OperationRecord>,
	events: readonly LabEvent[],
	identities: readonly string[],
	options: JudgeOptions = {},
): Judgement {
	const { intervalSeconds = 1 } = options;
	const reads = [...(options.reads ?? [])];
	const { evidence, holes, ...found } = gather(records, reads, identities);
	const doubts = [...(options.doubts ?? []), ...found.doubts];
	const safety = [...evidence.values()].map(safetyOf);
	const violations = safety.flatMap(({ violations }) => violations);
	const verdictOf = (property: Violation["property"]): Verdict => {
		if (violations.some((found) => found.property === property)) {
			return "violated";
		}
		return doubts.length > 0 ? "unknown" : "holds";
	};
	const { measures, lateShare } = measure(
		new Map(identities.map((pod) => [pod, evidence.get(pod) as Evidence])),
		events,
		intervalSeconds,
	);
	return {
		verdicts: {
			chain: verdictOf("chain"),
			durability: verdictOf("durability"),
			monotonic: verdictOf("monotonic"),
			noFork: verdictOf("noFork"),
			fresh: verdictOf("fresh"),
		},
		violations,
		holes,
		doubts,
		measures: {
			...measures,
			...(reads.length > 0 && {
				reads: safety.map(({ reads }) => reads).reduce(together),
			}),
		},
		lateShare,
	};
}
