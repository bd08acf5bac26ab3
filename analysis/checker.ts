import type { LabEvent } from "../schema/event.ts";
import type { OperationRecord } from "../schema/operation.ts";
import type { ReadRecord } from "../schema/read.ts";
import type { EvidenceEntry, Measures, Property, Verdict, Verdicts, Violation } from "../schema/run.ts";
import { type Finding, findingOf } from "./checker/finding.ts";
import { together } from "./checker/freshness.ts";
import type { Hole } from "./checker/history.ts";
import { measure, type Progress } from "./checker/measure.ts";
import { doubtsAbout, holesIn } from "./checker/runDoubts.ts";
import { type Surroundings, surroundingsOf } from "./checker/surroundings.ts";
import type { CountedPeriod } from "./operations/population.ts";

/** What a run's history says about the method. */
export type Judgement = {
	verdicts: Verdicts;
	/** What each verdict rests on, by identity and property. */
	evidence: EvidenceEntry[];
	/** The first few of each property and replica. */
	violations: Violation[];
	/** Numbers missing from what the processes sent. */
	holes: Hole[];
	/** Why the history can't be trusted to be whole or in order, one sentence each. */
	doubts: string[];
	/**
	 * Those doubts that no fault of the experiment explains: who should have recorded failed, and the
	 * run is incomplete.
	 */
	incompleteBecause: string[];
	measures: Measures;
	/**
	 * Share of the replicas' own steps that began later than a tenth of the interval, outside every
	 * fault's window; 0 without any.
	 */
	lateShare: number;
	/** Of the updates that were asked about, in seconds; in no order. */
	latencies: number[];
};

export type JudgeOptions = {
	/** t, for counting missed updates and late steps, and for when a step was due. */
	intervalSeconds?: number;
	/** What clients were answered, in any order. */
	reads?: Iterable<ReadRecord>;
	/** Why the history isn't whole, as far as its reader knows; one sentence each. */
	doubts?: readonly string[];
	/** Whose updates' latencies are asked for, if anybody asks. */
	latenciesOf?: CountedPeriod | null;
};

/**
 * Judges a run by its operation history, and by what clients were answered, and measures how
 * replicas came back and how the others fared. An operation that timed out or was never answered
 * may have been applied or not: neither counts against the method (Jepsen's `:info`).
 *
 * A property is `violated` if the history shows so, whatever else is missing. It `holds` if for
 * every identity something was observed that could have refuted it, after everything that could
 * have broken it, and nothing did. Else it is `unknown`: nobody looked, the history has holes, its
 * end isn't confirmed, or it was made by clocks that stepped.
 *
 * One identity is judged after the other, so that only one's operations are laid out at a time.
 *
 * @param records in any order; or those of each identity, in any order, which are read once
 * @param identities all replicas, for example `pod-0` … `pod-4`
 */
export function judge(
	records: Iterable<OperationRecord> | RecordsByPod,
	events: readonly LabEvent[],
	identities: readonly string[],
	options: JudgeOptions = {},
): Judgement {
	const recordsByPod = records instanceof Map ? records : Map.groupBy(records, ({ pod }) => pod);
	const { surroundings, reads } = judgeable(recordsByPod, events, identities, options);
	const findings = surroundings.doubts.pods.map((pod) =>
		findingOf(pod, recordsByPod.get(pod) ?? [], reads.get(pod) ?? [], surroundings),
	);
	return judgementOf(surroundings, findings);
}

/** The records of each identity, in any order. */
export type RecordsByPod = Map<string, Iterable<OperationRecord>>;

/**
 * What it takes to judge each identity for itself (`findingOf`), in any order, and in another
 * thread.
 */
export type Judgeable = { surroundings: Surroundings; reads: Map<string, readonly ReadRecord[]> };

/** @param records and all other parameters are those of `judge` */
export function judgeable(
	records: RecordsByPod,
	events: readonly LabEvent[],
	identities: readonly string[],
	options: JudgeOptions,
): Judgeable {
	const { intervalSeconds = 1, latenciesOf = null } = options;
	const reads = [...(options.reads ?? [])];
	return {
		surroundings: surroundingsOf({
			recorded: records.keys(),
			identities,
			reads,
			events,
			reasons: options.doubts ?? [],
			intervalSeconds,
			latenciesOf,
		}),
		reads: Map.groupBy(reads, ({ pod }) => pod),
	};
}

/** @param findings one for each identity of the history, in any order */
export function judgementOf({ doubts, course, clientsRead }: Surroundings, findings: readonly Finding[]): Judgement {
	const byPod = new Map(findings.map((each) => [each.pod, each]));
	const inOrder = doubts.pods.map((pod) => byPod.get(pod) as Finding);
	const progress = new Map<string, Progress>();
	for (const { pod, progress: known } of inOrder) {
		if (known !== null) progress.set(pod, known);
	}
	const { measures, lateShare } = measure(progress, course);
	const grounds = inOrder.flatMap(({ safety }) => safety.grounds);
	const toldByPod = new Map(inOrder.map(({ pod, told }) => [pod, told]));
	const told = doubtsAbout(toldByPod, doubts);
	return {
		verdicts: verdictsOf(grounds),
		evidence: grounds,
		violations: inOrder.flatMap(({ safety }) => safety.violations),
		holes: holesIn(toldByPod, doubts),
		doubts: told.map(({ sentence }) => sentence),
		incompleteBecause: told.filter(({ byFault }) => !byFault).map(({ sentence }) => sentence),
		measures: {
			...measures,
			...(clientsRead && { reads: inOrder.map(({ safety }) => safety.reads).reduce(together) }),
		},
		lateShare,
		latencies: inOrder.flatMap(({ latencies }) => latencies),
	};
}

/** Of each property the worst of all identities' verdicts; unknown without any identity. */
function verdictsOf(grounds: readonly EvidenceEntry[]): Verdicts {
	const worst = (property: Property): Verdict => {
		const all = new Set(grounds.filter((each) => each.property === property).map(({ verdict }) => verdict));
		if (all.has("violated")) return "violated";
		return all.size === 0 || all.has("unknown") ? "unknown" : "holds";
	};
	return {
		chain: worst("chain"),
		durability: worst("durability"),
		monotonic: worst("monotonic"),
		noFork: worst("noFork"),
		fresh: worst("fresh"),
		noPhantom: worst("noPhantom"),
	};
}
