import { expect, test } from "vitest";
import type { LabEvent } from "../../schema/event.ts";
import type { OperationRecord } from "../../schema/operation.ts";
import { judge } from "../checker.ts";
import { asIdentities } from "./activePods.ts";
import { endsOf, lastLooks } from "./exampleHistory.ts";
import { KnownChain } from "./knownChain.ts";

const kubernetes = (time: number, event: LabEvent["event"], pod: string, uid: string): LabEvent => ({
	time,
	source: "kubernetes",
	event,
	pod,
	uid,
});

const promoted = (time: number, uid: string, process: number): LabEvent => ({
	...{ time, source: "controller", event: "promoted" },
	...{ pod: "pod-0", uid, process },
});

const started = (time: number, process: number): LabEvent => ({
	...{ time, source: "application", event: "process-started" },
	...{ pod: "pod-0", process },
});

const inWords = (events: LabEvent[]) => asIdentities(events).map(({ time, event, pod }) => `${time} ${pod} ${event}`);

test("without anybody promoted, events stay as they are", () => {
	const events = [kubernetes(1, "created", "pod-0", "a"), kubernetes(2, "deleting", "standby-0", "b")];
	expect(asIdentities(events)).toEqual(events);
});

test("what happens to the active Pod happens to the identity, and the rest to a standby", () => {
	expect(
		inWords([
			started(1, 0.5),
			promoted(1.1, "a", 0.5),
			kubernetes(2, "deleting", "standby-0", "b"),
			kubernetes(10, "deleting", "pod-0", "a"),
			started(10.1, 3.5),
			promoted(10.2, "c", 3.5),
			kubernetes(12, "deleted", "pod-0", "a"),
			kubernetes(12.5, "created", "pod-0", "d"),
			kubernetes(20, "deleting", "pod-0", "d"),
			kubernetes(30, "deleting", "standby-0", "c"),
		]),
	).toEqual([
		"1 pod-0 process-started",
		"1.1 pod-0 promoted",
		"2 standby of pod-0 deleting",
		"10 pod-0 deleting",
		"10.1 pod-0 process-started",
		"10.2 pod-0 promoted",
		"12 pod-0 deleted",
		"12.5 standby of pod-0 created",
		"20 standby of pod-0 deleting",
		"30 pod-0 deleting",
	]);
});

test("an end that is told only after the successor went on is put before it", () => {
	expect(
		inWords([
			started(1, 0.5),
			promoted(1, "a", 0.5),
			started(10, 3.5),
			promoted(10.05, "b", 3.5),
			kubernetes(10.1, "deleting", "pod-0", "a"),
		]).slice(2),
	).toEqual(["10 pod-0 process-started", "10 pod-0 deleting", "10.05 pod-0 promoted"]);
});

test("an end that is told late is the identity's where the scenario says that it deleted the active Pod", () => {
	const deleted = (uid: string): LabEvent => ({
		...{ time: 10, source: "chaos", event: "fault-injected" },
		...{ fault: "delete-pods", senderTime: 9.99, pod: "pod-0", uid },
	});
	const ends = (uid: string) =>
		inWords([
			kubernetes(0.2, "created", "pod-0", "a"),
			started(1, 0.5),
			promoted(1, "a", 0.5),
			deleted(uid),
			started(10.2, 3.5),
			promoted(10.3, "b", 3.5),
			kubernetes(13, "deleting", "pod-0", "a"),
			kubernetes(14, "deleted", "pod-0", "a"),
		]).filter((words) => /delet|created/.test(words));
	const made = "0.2 standby of pod-0 created";
	expect(ends("a")).toEqual([made, "10.2 pod-0 deleting", "14 pod-0 deleted"]);
	expect(ends("other")).toEqual([made, "13 standby of pod-0 deleting", "14 standby of pod-0 deleted"]);
});

test("a failover is a recovery that loses nothing; the deletion of a standby is none", () => {
	const chain = new KnownChain("pod-0");
	const start = 1_800_000_000;
	const records: OperationRecord[] = [];
	const live = (process: number, from: number, to: number) => {
		let number = 0;
		for (let second = from; second < to; second++) {
			const time = start + second;
			const load = number;
			const common = { pod: "pod-0", process, intended: time, revision: null };
			const position = (index: number) =>
				index < 0 ? { index: null, state: null } : { index, state: chain.at(index) };
			const send = (record: Partial<OperationRecord>, at: number) =>
				records.push({
					...common,
					...{ time: time + at, received: time + at + 0.001 },
					number: number++,
					...record,
				} as OperationRecord);
			const kind = { kind: "load", operation: load } as const;
			send({ ...kind, type: "invoke", index: null, state: null }, 0);
			send({ ...kind, type: "ok", ...position(second - 1) }, 0.002);
			const write = { kind: "persist", operation: load + 2 } as const;
			send({ ...write, type: "invoke", ...position(second) }, 0.003);
			send({ ...write, type: "ok", ...position(second) }, 0.005);
		}
	};
	live(start - 1, 0, 5);
	live(start - 0.5, 5, 10);
	const { verdicts, measures } = judge(
		records,
		[
			started(start - 0.9, start - 1),
			promoted(start - 0.8, "a", start - 1),
			{ time: start, source: "chaos", event: "run-started" },
			kubernetes(start + 4.9, "deleting", "pod-0", "a"),
			started(start + 4.95, start - 0.5),
			promoted(start + 4.96, "b", start - 0.5),
			kubernetes(start + 7, "deleting", "pod-0", "c"),
			...endsOf(records),
			{ time: start + 10, source: "chaos", event: "run-ended" },
		],
		["pod-0"],
		{ reads: lastLooks(records) },
	);
	expect(new Set(Object.values(verdicts))).toEqual(new Set(["holds"]));
	expect(measures.recoveries).toHaveLength(1);
	const [recovery] = measures.recoveries;
	expect(recovery).toMatchObject({ pod: "pod-0", uid: "a", rpoUpdates: 0 });
	expect(recovery?.rtoSeconds).toBeCloseTo(0.106, 3);
	expect(recovery?.steps.startedSeconds).toBeCloseTo(0.05, 3);
});
