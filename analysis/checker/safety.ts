import type { Violation } from "../schema/run.ts";
import { backwards, backwardsForClients } from "./backwards.ts";
import type { Evidence } from "./evidence.ts";
import { forks } from "./forks.ts";
import { type ClientReads, freshnessOf, tooOld } from "./freshness.ts";
import { lostUpdates } from "./lostUpdates.ts";
import { inOrderOfAnswers } from "./observations.ts";
import { offChain } from "./offChain.ts";

/** A violation per property and replica is enough to show; these many are kept. */
const violationsKept = 3;

/** What one identity did that a fault-tolerance method must not let happen, and how fresh its clients' reads were. */
export type Safety = {
	/** At most a few per property. */
	violations: Violation[];
	reads: ClientReads;
};

export function safetyOf(evidence: Evidence): Safety {
	const seen = inOrderOfAnswers(evidence);
	const freshness = freshnessOf(evidence, seen);
	return {
		violations: [
			...firstFew(offChain(evidence)),
			...firstFew(lostUpdates(seen)),
			...firstFew(backwards(seen), backwardsForClients(evidence)),
			...firstFew(forks(evidence, seen)),
			...firstFew(tooOld(evidence.pod, freshness)),
		],
		reads: freshness.reads,
	};
}

function* firstFew(...searches: Iterable<Violation>[]): Generator<Violation> {
	let found = 0;
	for (const search of searches) {
		for (const violation of search) {
			yield violation;
			if (++found === violationsKept) return;
		}
	}
}
