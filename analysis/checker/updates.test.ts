import { expect, test } from "vitest";
import type { OperationRecord } from "../../schema/operation.ts";
import { countUpdates } from "./availability.ts";
import { correctHistory, type PersistEnd } from "./exampleHistory.ts";
import { readHistory } from "./history.ts";
import { type Phase, phaseOf } from "./phase.ts";
import { updatesIn } from "./updates.ts";

const pod = "pod-0";
const start = 1_800_000_000;
const ok = (count: number) => Array<PersistEnd>(count).fill("ok");

function countsOf(records: OperationRecord[], from: number, to: number) {
	const processes = readHistory(records).identities.get(pod) ?? [];
	const updates = updatesIn(processes, phaseOf(processes, 1) as Phase);
	const period = { start: start + from, end: start + to };
	return countUpdates(updates, [period]);
}

/** Shifts a process's first step, as if it were due when the process started. */
function startingAt(records: OperationRecord[], seconds: number) {
	const [first] = records as [OperationRecord];
	const shift = start + seconds - first.intended;
	return records.map((record) =>
		record.intended === first.intended
			? {
					...record,
					intended: record.intended + shift,
					time: record.time + shift,
				}
			: record,
	);
}

test("an interval is missed where no acknowledged update belongs to it", () => {
	const persists: PersistEnd[] = [...ok(5), "fail", "unknown-applied", ...ok(3)];
	const records = correctHistory(pod, [{ persists }], start);
	expect(countsOf(records, 2.5, 9.5)).toEqual({
		expectedUpdates: 7,
		missedUpdates: 2,
	});
});

test("a process's first step stands for the interval nearest to it, whatever the schedule's phase", () => {
	for (const seconds of [0.6, 1.4]) {
		const records = startingAt(correctHistory(pod, [{ persists: ok(9) }], start + 1), seconds);
		expect(countsOf(records, 0.5, 9.5)).toEqual({
			expectedUpdates: 9,
			missedUpdates: 0,
		});
	}
});

test("a process's first step tells nothing of the schedule's phase, unless there is no other", () => {
	const two = correctHistory(pod, [{ persists: ok(2) }], start + 1);
	expect(countsOf(startingAt(two, 1.4), 0.5, 2.5)).toEqual({
		expectedUpdates: 2,
		missedUpdates: 0,
	});
	const one = correctHistory(pod, [{ persists: ok(1) }], start + 1);
	expect(countsOf(startingAt(one, 1.4), 1, 2)).toEqual({
		expectedUpdates: 1,
		missedUpdates: 0,
	});
});

test("an update that a client asked for doesn't stand for an interval", () => {
	const records = correctHistory(pod, [{ persists: ok(9) }], start);
	const advanced = records.map((record) =>
		record.intended === start + 4 ? { ...record, intended: record.intended + 0.3, time: record.time + 0.3 } : record,
	);
	expect(countsOf(advanced, 0.5, 8.5)).toEqual({
		expectedUpdates: 8,
		missedUpdates: 1,
	});
});

test("nothing can be counted of a replica that the history doesn't know", () => {
	expect(phaseOf([], 1)).toBeNull();
});
