import { expect, test } from "vitest";
import type { OperationRecord } from "../../schema/operation.ts";
import { advanceOf, correctHistory, position } from "../checker/exampleHistory.ts";
import { porcupineHistory } from "./porcupine.ts";

const pod = "pod-0";
const start = 1_800_000_000;

test("a register tells what had, or may have had, an effect, in nanoseconds since its first call", () => {
	const records = correctHistory(pod, [{ persists: ["ok", "fail", "lost-not-applied"] }], start);
	const [history] = porcupineHistory(records);
	expect(history).toMatchObject({
		key: pod,
		initial: null,
		tolerance: 10_000_000,
		missing: [],
	});
	expect(
		history?.operations.map(({ client, kind, value, call, return: end }) => [
			client,
			kind,
			value,
			Math.round(call / 1e6),
			end === null ? null : Math.round(end / 1e6),
		]),
	).toEqual([
		[0, "load", null, 0, 5],
		[0, "persist", 0, 10, 15],
		[0, "load", 0, 1000, 1005],
		[0, "load", 0, 2000, 2005],
		[0, "persist", 1, 2010, null],
	]);
});

test("what is missing is told, and what the caller knows to be", () => {
	const records = correctHistory(pod, [{ persists: ["ok"] }], start);
	const [history] = porcupineHistory(records.slice(1), [], {
		missing: new Map([[pod, ["Its end isn't confirmed."]]]),
	});
	expect(history?.missing).toEqual([
		"Its end isn't confirmed.",
		`The history lacks record 0 of pod-0's process ${start}.`,
	]);
});

test("clocks that stepped leave each process's own order alone", () => {
	const records = correctHistory(pod, [{ persists: ["ok", "ok"] }], start).map((record) =>
		record.number > 3 ? { ...record, time: record.time - 30 } : record,
	);
	expect(porcupineHistory(records)[0]?.tolerance).toBeNull();
});

test("an update that only a client was told of is its process's; one that is on record is told once", () => {
	const records = correctHistory(pod, [{ persists: ["ok", "lost-applied"] }], start);
	const [first, second] = records.filter(({ kind, type }) => kind === "persist" && type === "invoke") as [
		OperationRecord,
		OperationRecord,
	];
	const [history] = porcupineHistory(records, [advanceOf(first), advanceOf(second)]);
	expect(
		history?.operations
			.filter(({ kind }) => kind === "persist")
			.map(({ client, process, value, return: end }) => [client, process, value, end !== null]),
	).toEqual([
		[0, 0, 0, true],
		[0, 0, 1, false],
		[1, 0, 1, true],
	]);
});

test("a state that isn't on the chain has no place in a register", () => {
	const records = correctHistory(pod, [{ persists: ["ok"] }], start).map((record) =>
		record.kind === "load" && record.type === "ok" ? { ...record, index: null, state: "c3RyYW5nZXI=" } : record,
	);
	expect(porcupineHistory(records)[0]?.operations.map(({ kind }) => kind)).toEqual(["persist"]);
});

test("a history that begins in the middle begins with what was there", () => {
	const records = correctHistory(pod, [{ persists: ["ok"] }], start).map((record) => ({
		...record,
		...(record.kind === "persist" ? position(pod, 8) : record.type === "ok" && position(pod, 7)),
	}));
	expect(porcupineHistory(records)[0]?.initial).toBe(7);
});
