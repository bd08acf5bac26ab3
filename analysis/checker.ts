import { availabilityOf } from "./checker/availability.ts";
import { consensusOf } from "./checker/consensus.ts";
import {
	describeHole,
	type History,
	type Hole,
	readHistory,
} from "./checker/history.ts";
import { recoveryOf } from "./checker/recovery.ts";
import { unsafe } from "./checker/safety.ts";
import { startups } from "./checker/startup.ts";
import { deletionsIn, faultWindow, periodOf } from "./checker/timeline.ts";
import type { LabEvent } from "./schema/event.ts";
import type { OperationRecord } from "./schema/operation.ts";
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
};

export type JudgeOptions = {
	/** t, for counting missed updates. */
	intervalSeconds?: number;
};

/**
 * Judges a run by its operation history, and measures how deleted Pods came back. An operation that timed out or was
 * never answered may have been applied or not: neither counts against the method (Jepsen's `:info`).
 *
 * A property is `violated` if the history shows so, whatever else is missing; `unknown` if the history has holes or
 * says nothing about a replica; else it `holds`.
 *
 * @param records in any order
 * @param identities all replicas, for example `pod-0` … `pod-4`
 */
export function judge(
	records: Iterable<OperationRecord>,
	events: readonly LabEvent[],
	identities: readonly string[],
	{ intervalSeconds = 1 }: JudgeOptions = {},
): Judgement {
	const history = readHistory(records);
	const violations = [...history.identities.values()].flatMap(unsafe);
	const doubts = doubtsAbout(history, identities);
	const verdictOf = (property: Violation["property"]): Verdict => {
		if (violations.some((found) => found.property === property)) {
			return "violated";
		}
		return doubts.length > 0 ? "unknown" : "holds";
	};
	return {
		verdicts: {
			chain: verdictOf("chain"),
			durability: verdictOf("durability"),
			monotonic: verdictOf("monotonic"),
			noFork: verdictOf("noFork"),
		},
		violations,
		holes: history.holes,
		doubts,
		measures: measure(history, events, identities, intervalSeconds),
	};
}

function doubtsAbout(
	history: History,
	identities: readonly string[],
): string[] {
	const silent = identities.filter((pod) => !history.identities.has(pod));
	return [
		...history.holes.map(describeHole),
		...history.contradictions,
		...silent.map((pod) => `The history has no operation of ${pod}.`),
	];
}

function measure(
	history: History,
	unordered: readonly LabEvent[],
	identities: readonly string[],
	intervalSeconds: number,
): Measures {
	const events = unordered.toSorted((a, b) => a.time - b.time);
	const processesOf = (pod: string) => history.identities.get(pod) ?? [];
	const period = periodOf(events);
	const deletions = period ? deletionsIn(events, period, identities) : [];
	const window = period ? faultWindow(events, period, deletions) : null;
	const gone = new Set(deletions.map(({ pod }) => pod));
	const survivors = identities.filter((pod) => !gone.has(pod));
	const consensus = period ? consensusOf(events, period) : null;
	return {
		recoveries: deletions.map((deletion) =>
			recoveryOf(deletion, processesOf(deletion.pod), events),
		),
		startups: startups(events, identities),
		availability:
			window === null
				? []
				: survivors
						.map((pod) =>
							availabilityOf(pod, processesOf(pod), window, intervalSeconds),
						)
						.filter((found) => found !== null),
		operations: countOutcomes(history),
		...(consensus && { consensus }),
	};
}

function countOutcomes({ identities }: History): Measures["operations"] {
	const counts = { ok: 0, fail: 0, unknown: 0 };
	for (const { operations } of [...identities.values()].flat()) {
		for (const { answer } of operations) {
			if (answer === null || answer.type === "invoke") counts.unknown++;
			else counts[answer.type]++;
		}
	}
	return counts;
}
