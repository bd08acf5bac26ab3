import type { OperationRecord } from "../../schema/operation.ts";
import type { ReadRecord } from "../../schema/read.ts";
import type { EvidenceEntry, Violation } from "../../schema/run.ts";
import { backwards, backwardsForClients } from "./backwards.ts";
import { forks } from "./forks.ts";
import { type ClientReads, freshnessOf, tooOld } from "./freshness.ts";
import { type Circumstances, groundsOf } from "./grounds.ts";
import type { IdentityHistory } from "./identityHistory.ts";
import { lostUpdates } from "./lostUpdates.ts";
import { inOrderOfAnswers } from "./observations.ts";
import { offChain } from "./offChain.ts";
import { finds, phantoms } from "./phantoms.ts";
import { plainRecord } from "./recordColumns.ts";

/** A violation per property and replica is enough to show; these many are kept. */
const violationsKept = 3;

/**
 * What one identity did that a fault-tolerance method must not let happen, and how fresh its
 * clients' reads were.
 */
export type Safety = {
	/** At most a few per property. */
	violations: Violation[];
	/** What each property's verdict rests on. */
	grounds: EvidenceEntry[];
	reads: ClientReads;
};

/**
 * A phantom shows only where the history is whole: whoever asked for the state may be what is
 * missing.
 */
export function safetyOf(history: IdentityHistory, circumstances: Circumstances): Safety {
	const seen = inOrderOfAnswers(history);
	const freshness = freshnessOf(history, seen);
	const operations = seen.map(({ observation }) => observation);
	const found = finds(operations, history);
	const isWhole = circumstances.doubts.length === 0;
	const violations = [
		...firstFew(offChain(history)),
		...firstFew(lostUpdates(seen)),
		...firstFew(backwards(seen), backwardsForClients(history)),
		...firstFew(forks(history, seen)),
		...firstFew(tooOld(history.pod, freshness)),
		...(isWhole ? firstFew(phantoms(history, found, operations)) : []),
	];
	return {
		violations,
		grounds: groundsOf(history, seen, found, violations, circumstances),
		reads: freshness.reads,
	};
}

function plain(record: OperationRecord | ReadRecord) {
	return "client" in record ? record : plainRecord(record);
}

function* firstFew(...searches: Iterable<Violation>[]): Generator<Violation> {
	let found = 0;
	for (const search of searches) {
		for (const violation of search) {
			yield { ...violation, excerpt: violation.excerpt.map(plain) };
			if (++found === violationsKept) return;
		}
	}
}
