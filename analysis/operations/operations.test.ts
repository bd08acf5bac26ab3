import fc from "fast-check";
import { expect, test } from "vitest";
import type { OperationRecord } from "../../schema/operation.ts";
import { correctHistory } from "../checker/exampleHistory.ts";
import { readHistory } from "../checker/history.ts";
import { syntheticOperation, syntheticPersists } from "../figures/synthetic.fixture.ts";
import { historyOf, operationsIn, serviceSeconds } from "./operations.ts";

const records = ["pod-0", "pod-1"].flatMap((pod) =>
	correctHistory(pod, [
		{ persists: ["ok", "fail", "unknown-applied", "lost-not-applied"] },
		{ persists: ["ok", "ok"] },
	]),
);

function folded(all: readonly OperationRecord[]) {
	return [...operationsIn(historyOf(all))];
}

function inOrder(all: readonly OperationRecord[]) {
	return folded(all).toSorted((a, b) => a.began - b.began || a.pod.localeCompare(b.pod));
}

test("operations are the same however the records arrive, and however often", () => {
	const expected = inOrder(records);
	expect(expected).toHaveLength(records.filter(({ type }) => type === "invoke").length);
	fc.assert(
		fc.property(
			fc.shuffledSubarray(records, { minLength: records.length }),
			fc.subarray(records),
			(shuffled, again) => {
				expect(inOrder([...shuffled, ...again])).toEqual(expected);
			},
		),
		{ numRuns: 30 },
	);
});

test("each outcome is told, and one without an answer has no latency", () => {
	const outcomes = folded(records)
		.filter(({ kind, pod }) => kind === "persist" && pod === "pod-0")
		.map(({ outcome, serviceSeconds }) => [outcome, serviceSeconds !== null]);
	expect(outcomes).toEqual([
		["ok", true],
		["fail", true],
		["unknown", true],
		["unanswered", false],
		["ok", true],
		["ok", true],
	]);
});

test("an answer whose request isn't on record has no latency", () => {
	const [invoke, ...others] = syntheticPersists({ from: 1001, count: 2 });
	expect(invoke?.type).toBe("invoke");
	const [first, second] = folded(others);
	expect(first).toMatchObject({ outcome: "ok", serviceSeconds: null });
	expect(second?.serviceSeconds).toBeCloseTo(0.01);
});

test("a clock that was set back between request and answer tells no latency", () => {
	expect(serviceSeconds(10, 9.9)).toBeNull();
	expect(serviceSeconds(10, 10)).toBe(0);
	const both = [
		syntheticOperation({ type: "invoke", time: 1001 }),
		syntheticOperation({ type: "ok", number: 1, time: 1000.5 }),
	];
	expect(folded(both)[0]?.serviceSeconds).toBeNull();
});

test("a list of records is folded once, as the checker does it", () => {
	expect(historyOf(records)).toBe(historyOf(records));
	expect(historyOf(records)).toEqual(readHistory(records));
});
