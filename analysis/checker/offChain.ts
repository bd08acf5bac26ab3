import type { OperationRecord } from "../../schema/operation.ts";
import type { ReadRecord } from "../../schema/read.ts";
import type { Violation } from "../../schema/run.ts";
import type { IdentityHistory } from "./identityHistory.ts";
import { farthestIndex } from "./knownChain.ts";

type Claim = OperationRecord | ReadRecord;

/**
 * Records that carry a state which isn't the one of their index. Unknown and failed answers claim
 * nothing. What claims to be beyond the chain's reach can be refuted only by a state from before
 * it.
 */
export function* offChain(history: IdentityHistory): Generator<Violation> {
	const { pod, chain } = history;
	const unplaced: Claim[] = [];
	const beyond: Claim[] = [];
	for (const record of claims(history)) {
		const { index, state } = record;
		if (state === null) continue;
		if (index === null) unplaced.push(record);
		else if (index > farthestIndex) {
			yield violation(record, `${subject(record)} as state ${index}, farther than any run can get.`);
		} else if (index > chain.reach) beyond.push(record);
		else if (chain.at(index) !== state) {
			const actual = chain.indexAmongKnown(state);
			yield actual === null
				? violation(record, `${subject(record)} as state ${index}, which is not on its chain.`)
				: misplaced(record, actual);
		}
	}
	for (const record of beyond) {
		const actual = chain.indexAmongKnown(record.state as string);
		if (actual !== null) yield misplaced(record, actual);
	}
	// A state without an index may be one of those that nobody looked at.
	if (beyond.length > 0) return;
	for (const record of unplaced) {
		if (chain.indexAmongKnown(record.state as string) !== null) continue;
		yield violation(record, `${subject(record)}, which is not on its chain.`);
	}

	function misplaced(record: Claim, actual: number): Violation {
		return violation(record, `${subject(record)} as state ${record.index}, but it is state ${actual} of its chain.`);
	}

	function violation(record: Claim, summary: string): Violation {
		return { property: "chain", pod, summary, excerpt: [record] };
	}
}

/** What `offChain` could not check, in one sentence; null where it checks everything. */
export function unchecked(history: IdentityHistory): string | null {
	const { pod, chain, farthest } = history;
	if (farthest <= chain.reach) return null;
	return `A record has ${pod} at state ${farthest}: its chain was followed to state ${chain.reach}, which is as far as its other records can have come.`;
}

/** Who met with which state. */
function subject(record: Claim): string {
	const { pod, state } = record;
	return "client" in record
		? `${record.client} was answered ${state} by ${pod}`
		: `${pod} ${record.index === null ? "loaded" : "had"} ${state}`;
}

/**
 * Records that say "this is my state of this index": updates as they are asked for, and what was
 * acknowledged.
 */
function* claims({ processes, reads }: IdentityHistory): Generator<Claim> {
	for (const { operations } of processes) {
		for (const { invoke, answer } of operations) {
			if (invoke.kind === "persist") yield invoke;
			if (answer?.type === "ok") yield answer;
		}
	}
	yield* reads;
}
