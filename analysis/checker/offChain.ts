import type { OperationRecord } from "../../schema/operation.ts";
import type { ReadRecord } from "../../schema/read.ts";
import type { Violation } from "../../schema/run.ts";
import type { IdentityHistory } from "./identityHistory.ts";
import { farthestIndex } from "./knownChain.ts";

type Claim = OperationRecord | ReadRecord;

/** Records that carry a state which isn't the one of their index. Unknown and failed answers claim nothing. */
export function* offChain(history: IdentityHistory): Generator<Violation> {
	const { pod, chain } = history;
	const unplaced: Claim[] = [];
	for (const record of claims(history)) {
		const { index, state } = record;
		if (state === null) continue;
		if (index === null) unplaced.push(record);
		else if (index > farthestIndex) {
			yield violation(
				record,
				`${subject(record)} as state ${index}, farther than any run can get.`,
			);
		} else if (chain.at(index) !== state) {
			const actual = chain.indexAmongKnown(state);
			yield violation(
				record,
				actual === null
					? `${subject(record)} as state ${index}, which is not on its chain.`
					: `${subject(record)} as state ${index}, but it is state ${actual} of its chain.`,
			);
		}
	}
	for (const record of unplaced) {
		if (chain.indexAmongKnown(record.state as string) !== null) continue;
		yield violation(record, `${subject(record)}, which is not on its chain.`);
	}

	function violation(record: Claim, summary: string): Violation {
		return { property: "chain", pod, summary, excerpt: [record] };
	}
}

/** Who met with which state. */
function subject(record: Claim): string {
	const { pod, state } = record;
	return "client" in record
		? `${record.client} was answered ${state} by ${pod}`
		: `${pod} ${record.index === null ? "loaded" : "had"} ${state}`;
}

/** Records that say "this is my state of this index": updates as they are asked for, and what was acknowledged. */
function* claims({ processes, reads }: IdentityHistory): Generator<Claim> {
	for (const { operations } of processes) {
		for (const { invoke, answer } of operations) {
			if (invoke.kind === "persist") yield invoke;
			if (answer?.type === "ok") yield answer;
		}
	}
	yield* reads;
}
