import { expect, test } from "vitest";
import type { OperationRecord } from "../../schema/operation.ts";
import type { ReadRecord } from "../../schema/read.ts";
import { judge } from "../checker.ts";
import { exampleRun } from "../collect/exampleLab.fixture.ts";
import { lastLooks, position } from "./exampleHistory.ts";
import { chainFor, farthestIndex, KnownChain } from "./knownChain.ts";

const { operations, events } = exampleRun();
const identities = ["pod-0", "pod-1", "pod-2"];
const looks = identities.flatMap((identity) => lastLooks(operations.filter(({ pod }) => pod === identity)));

/** Of pod-0's, the one that was acknowledged last. */
const last = operations.findLast(
	({ pod, kind, type }) => pod === "pod-0" && kind === "persist" && type === "ok",
) as OperationRecord;

/** The judge's word on the chain, with that update changed as it was asked for and acknowledged. */
function chainOf(change: Partial<OperationRecord>, reads: readonly ReadRecord[] = looks) {
	const records = operations.map((record) =>
		record.pod === last.pod && record.operation === last.operation ? { ...record, ...change } : record,
	);
	const { verdicts, evidence, violations } = judge(records, events, identities, { reads });
	return {
		verdict: verdicts.chain,
		because: evidence.find(({ pod, property }) => pod === "pod-0" && property === "chain")?.because,
		violations: violations.filter(({ property }) => property === "chain"),
	};
}

const stranger = "c3RyYW5nZXI=";

test("a state of the chain with an index that no record explains is at another index, and the chain isn't followed to there", () => {
	const { verdict, violations } = chainOf({ index: farthestIndex });
	expect(verdict).toBe("violated");
	expect(violations[0]?.summary).toBe(
		`pod-0 had ${last.state} as state ${farthestIndex}, but it is state ${last.index} of its chain.`,
	);
});

test("a state that nobody knows, at an index that no record explains, leaves the chain unknown", () => {
	const { verdict, because, violations } = chainOf({
		index: farthestIndex,
		state: stranger,
	});
	expect(violations).toEqual([]);
	expect(verdict).toBe("unknown");
	expect(because).toMatch(
		/^A record has pod-0 at state 10000000: its chain was followed to state 1000\d{3}, which is as far as its other records can have come\.$/,
	);
});

test("a state without an index may be one that the chain wasn't followed to", () => {
	const found = looks.map((look) => (look.pod === "pod-0" ? { ...look, index: null, state: stranger } : look));
	expect(chainOf({}, found).verdict).toBe("violated");
	expect(chainOf({ index: farthestIndex, state: stranger }, found).verdict).toBe("unknown");
});

test("an index that no run can get to is none", () => {
	const { verdict, violations } = chainOf({ index: farthestIndex + 1 });
	expect(verdict).toBe("violated");
	expect(violations[0]?.summary).toContain("farther than any run can get");
});

test("a chain ends where no history of so many records can have come to", () => {
	const { length } = looks;
	expect(chainFor("pod-0", [], []).chain.reach).toBe(1_000_000);
	expect(chainFor("pod-0", [], looks).chain.reach).toBe(1_000_000 + length);
	const chain = new KnownChain("pod-0", 2);
	chain.extendTo(5);
	const states = [0, 1, 2, 3].map((index) => position("pod-0", index).state);
	expect(states.map((state) => chain.indexAmongKnown(state as string))).toEqual([0, 1, 2, null]);
	expect(() => chain.at(3)).toThrow("too far along a chain");
});
