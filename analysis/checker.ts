import { asIdentities } from "./checker/activePods.ts";
import { together } from "./checker/freshness.ts";
import { goneSince } from "./checker/gone.ts";
import { harmOf } from "./checker/harm.ts";
import { type History, type Hole, readHistory } from "./checker/history.ts";
import { gather } from "./checker/identityHistory.ts";
import {
	courseOf,
	measure,
	type Progress,
	progressOf,
} from "./checker/measure.ts";
import { RunDoubts } from "./checker/runDoubts.ts";
import { type Safety, safetyOf } from "./checker/safety.ts";
import type { LabEvent } from "./schema/event.ts";
import type { OperationRecord } from "./schema/operation.ts";
import type { ReadRecord } from "./schema/read.ts";
import type {
	EvidenceEntry,
	Measures,
	Property,
	Verdict,
	Verdicts,
	Violation,
} from "./schema/run.ts";

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
	/** Those doubts that no fault of the experiment explains: who should have recorded failed, and the run is incomplete. */
	incompleteBecause: string[];
	measures: Measures;
	/** Share of the replicas' own steps that began later than a tenth of the interval, outside every fault's window; 0 without any. */
	lateShare: number;
};

export type JudgeOptions = {
	/** t, for counting missed updates and late steps, and for when a step was due. */
	intervalSeconds?: number;
	/** What clients were answered, in any order. */
	reads?: Iterable<ReadRecord>;
	/** Why the history isn't whole, as far as its reader knows; one sentence each. */
	doubts?: readonly string[];
	/** Is shown each identity's history as it is judged: a long one isn't laid out twice. */
	onHistory?: (history: History) => void;
};

/**
 * Judges a run by its operation history, and by what clients were answered, and measures how replicas came back and how
 * the others fared. An operation that timed out or was never answered may have been applied or not: neither counts
 * against the method (Jepsen's `:info`).
 *
 * A property is `violated` if the history shows so, whatever else is missing. It `holds` if for every identity something was observed
 * that could have refuted it, after everything that could have broken it, and nothing did. Else it is `unknown`: nobody looked, the
 * history has holes, its end isn't confirmed, or it was made by clocks that stepped.
 *
 * One identity is judged after the other, so that only one's operations are laid out at a time.
 *
 * @param records in any order; or those of each identity, in any order, which are read once
 * @param identities all replicas, for example `pod-0` … `pod-4`
 */
export function judge(
	records: Iterable<OperationRecord> | Map<string, Iterable<OperationRecord>>,
	events: readonly LabEvent[],
	identities: readonly string[],
	options: JudgeOptions = {},
): Judgement {
	const { intervalSeconds = 1 } = options;
	const replicas = new Set(identities);
	const reads = [...(options.reads ?? [])];
	const inOrder = asIdentities(events.toSorted((a, b) => a.time - b.time));
	const harm = harmOf(inOrder);
	const course = courseOf(inOrder, [...replicas]);
	const recordsByPod =
		records instanceof Map ? records : Map.groupBy(records, ({ pod }) => pod);
	const readsByPod = Map.groupBy(reads, ({ pod }) => pod);
	const eventsByPod = Map.groupBy(inOrder, ({ pod }) => pod);
	const pods = new Set([
		...replicas,
		...recordsByPod.keys(),
		...readsByPod.keys(),
	]);
	const doubts = new RunDoubts({
		pods,
		recorded: recordsByPod.keys(),
		replicas,
		reads,
		events: inOrder,
		reasons: options.doubts ?? [],
	});
	const progress = new Map<string, Progress>();
	const safety: Safety[] = [];
	for (const pod of pods) {
		const recorded = readHistory(recordsByPod.get(pod) ?? []);
		options.onHistory?.(recorded);
		const { history, phase, ...found } = gather(
			pod,
			recorded,
			readsByPod.get(pod) ?? [],
			eventsByPod.get(pod) ?? [],
			{ intervalSeconds, harm, doubtedClients: doubts.doubtedClients },
		);
		if (replicas.has(pod)) {
			progress.set(pod, progressOf(history, phase, course));
		}
		safety.push(
			safetyOf(history, {
				harm,
				doubts: doubts.take(pod, found),
				goneSince: goneSince(history, inOrder, harm),
			}),
		);
	}
	const { measures, lateShare } = measure(progress, course);
	const grounds = safety.flatMap(({ grounds }) => grounds);
	const told = doubts.all();
	return {
		verdicts: verdictsOf(grounds),
		evidence: grounds,
		violations: safety.flatMap(({ violations }) => violations),
		holes: doubts.holes(),
		doubts: told.map(({ sentence }) => sentence),
		incompleteBecause: told
			.filter(({ byFault }) => !byFault)
			.map(({ sentence }) => sentence),
		measures: {
			...measures,
			...(reads.some(({ kind }) => kind !== "stored") && {
				reads: safety.map(({ reads }) => reads).reduce(together),
			}),
		},
		lateShare,
	};
}

/** Of each property the worst of all identities' verdicts; unknown without any identity. */
function verdictsOf(grounds: readonly EvidenceEntry[]): Verdicts {
	const worst = (property: Property): Verdict => {
		const all = new Set(
			grounds
				.filter((each) => each.property === property)
				.map(({ verdict }) => verdict),
		);
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
