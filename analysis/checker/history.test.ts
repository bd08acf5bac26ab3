import fc from "fast-check";
import { expect, test } from "vitest";
import type { OperationRecord } from "../../schema/operation.ts";
import { correctHistory } from "./exampleHistory.ts";
import { describeHole, readHistory } from "./history.ts";

const records = correctHistory("pod-0", [{ persists: ["ok", "ok", "lost-applied"] }, { persists: ["ok"] }]);

test("records become operations, per process, in its own order", () => {
	const { identities } = readHistory(records);
	const [first, second] = identities.get("pod-0") ?? [];
	expect(first?.operations.map(({ answer }) => answer?.type ?? null)).toEqual(["ok", "ok", "ok", "ok", "ok", null]);
	expect(second?.operations.length).toBe(2);
});

test("any missing record but a process's last ones leaves a hole", () => {
	fc.assert(
		fc.property(fc.nat({ max: records.length - 1 }), (i) => {
			const missing = records[i] as OperationRecord;
			const isLast = !records.some(({ process, number }) => process === missing.process && number > missing.number);
			const { holes } = readHistory(records.toSpliced(i, 1));
			const { number, process } = missing;
			const hole = { pod: "pod-0", process, from: number, to: number };
			expect(holes).toEqual(isLast ? [] : [hole]);
		}),
	);
});

test("an answer counts though its invoke is in a hole", () => {
	const { identities, contradictions } = readHistory(records.slice(1));
	expect(contradictions).toEqual([]);
	const [first] = identities.get("pod-0") ?? [];
	expect(first?.operations[0]?.answer).toEqual(records[1]);
});

test("a record sent twice counts once", () => {
	const again = records.map((record) => ({
		...record,
		received: record.received + 5,
	}));
	const history = readHistory([...records, ...again]);
	expect(history.contradictions).toEqual([]);
	expect(history.identities.get("pod-0")?.flatMap(({ operations }) => operations).length).toBe(8);
});

test("two different records of one number contradict each other", () => {
	const first = records[0] as OperationRecord;
	const history = readHistory([...records, { ...first, kind: "persist" }]);
	expect(history.contradictions.map(({ sentence }) => sentence)).toEqual([
		`pod-0's process ${first.process} sent two different records of number 0.`,
	]);
});

test("an answer to nothing is a contradiction", () => {
	const first = records[0] as OperationRecord;
	const history = readHistory([{ ...first, type: "ok" }]);
	expect(history.contradictions[0]?.sentence).toContain("which is not open");
});

test("an answer about something else than was asked is a contradiction", () => {
	const answer = records[3] as OperationRecord;
	for (const other of [{ kind: "load" as const }, { index: 7 }]) {
		const history = readHistory(records.with(3, { ...answer, ...other }));
		expect(history.contradictions.map(({ sentence }) => sentence)).toEqual([
			`pod-0's process ${answer.process} sent an answer (number 3) to operation 2 that is about something else.`,
		]);
	}
});

test("a hole is described in words", () => {
	expect(describeHole({ pod: "pod-0", process: 7, from: 2, to: 2 })).toBe(
		"The history lacks record 2 of pod-0's process 7.",
	);
	expect(describeHole({ pod: "pod-0", process: 7, from: 2, to: 5 })).toBe(
		"The history lacks records 2 to 5 of pod-0's process 7.",
	);
});
