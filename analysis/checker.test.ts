import { expect, test } from "vitest";
import type { LabEvent } from "../schema/event.ts";
import type { OperationRecord } from "../schema/operation.ts";
import type { ReadRecord } from "../schema/read.ts";
import { correctReads, position } from "./checker/exampleHistory.ts";
import { judge } from "./checker.ts";
import { exampleRun, runStart } from "./collect/exampleLab.fixture.ts";

const { operations, events, reads: answered } = exampleRun();
const identities = ["pod-0", "pod-1", "pod-2"];
const everything = {
	chain: "holds",
	durability: "holds",
	monotonic: "holds",
	noFork: "holds",
	fresh: "holds",
	noPhantom: "holds",
};

test("a run in which all is well holds, and says how its operations ended", () => {
	const { verdicts, doubts, measures } = judge(operations, events, identities, {
		reads: answered,
	});
	expect(verdicts).toEqual(everything);
	expect(doubts).toEqual([]);
	expect(measures.operations).toEqual({
		ok: operations.length / 2,
		fail: 0,
		unknown: 0,
	});
});

test("a replica that nothing is known of leaves every property unknown", () => {
	const { verdicts, doubts } = judge(operations, events, [...identities, "pod-3"]);
	expect(new Set(Object.values(verdicts))).toEqual(new Set(["unknown"]));
	expect(doubts).toEqual(["The history has no operation of pod-3."]);
});

test("a violation is certain though the history has holes", () => {
	const acknowledged = operations.findLast(({ kind, type }) => kind === "persist" && type === "ok") as OperationRecord;
	const broken = operations
		.map((record) => (record === acknowledged ? { ...record, state: "c3RyYW5nZXI=" } : record))
		.toSpliced(5, 1);
	expect(judge(broken, events, identities).verdicts).toMatchObject({
		chain: "violated",
		durability: "unknown",
	});
});

test("intervals without an acknowledged update count as missed while others are gone", () => {
	const window = events.find(({ event }) => event === "deleting") as LabEvent;
	const missing = operations.filter(
		({ pod, kind, type, intended }) =>
			!(pod === "pod-0" && kind === "persist" && type === "ok" && intended > window.time && intended < window.time + 2),
	);
	const { measures } = judge(missing, events, identities);
	expect(measures.availability).toEqual([
		{ pod: "pod-0", expectedUpdates: 3, missedUpdates: 2 },
		{ pod: "pod-2", expectedUpdates: 3, missedUpdates: 0 },
	]);
});

test("a Pod that never came back has no RTO", () => {
	const deletion = events.find(({ event }) => event === "deleting") as LabEvent;
	const dead = operations.filter(({ pod, received }) => pod !== "pod-1" || received < deletion.time);
	const silent = events.filter(({ pod, time }) => pod !== "pod-1" || time <= deletion.time);
	const { measures } = judge(dead, silent, identities);
	expect(measures.recoveries).toMatchObject([
		{
			pod: "pod-1",
			rtoSeconds: null,
			terminationSeconds: null,
			replacementSeconds: null,
			startSeconds: null,
			readySeconds: null,
			rpoUpdates: null,
		},
	]);
});

test("the first start of an identity is told from its restarts", () => {
	const ready = (process: number): LabEvent => ({
		time: process + 1,
		source: "application",
		event: "method-ready",
		pod: "pod-0",
		process,
		startupDelaySeconds: 0.5,
	});
	const { measures } = judge(operations, [ready(20), ready(10)], identities);
	expect(measures.startups.map(({ process, restart }) => [process, restart])).toEqual([
		[10, false],
		[20, true],
	]);
});

test("a consensus replica's older process makes no restart of the application's first start", () => {
	const common = { pod: "pod-0", startupDelaySeconds: 9 };
	const { measures } = judge(
		operations,
		[
			{
				...common,
				time: 12,
				source: "consensus",
				event: "formed",
				process: 1,
			},
			{
				...common,
				time: 13,
				source: "application",
				event: "method-ready",
				process: 4,
			},
		],
		identities,
	);
	expect(measures.startups).toEqual([{ pod: "pod-0", process: 4, startupDelaySeconds: 9, restart: false }]);
});

test("what its reader doubts about the history leaves every property unknown", () => {
	const { verdicts, doubts } = judge(operations, events, identities, {
		doubts: ["The history breaks off in line 7."],
	});
	expect(new Set(Object.values(verdicts))).toEqual(new Set(["unknown"]));
	expect(doubts).toEqual(["The history breaks off in line 7."]);
});

test("what clients read is measured, and absent where none recorded anything", () => {
	const ofPod = operations.filter(({ pod }) => pod === "pod-0");
	const reads = correctReads(ofPod, [runStart + 5.5, runStart + 6.5]);
	const stale = {
		...(reads[1] as ReadRecord),
		client: "reader-1",
		...position("pod-0", 2),
	};
	const { measures } = judge(operations, events, identities, {
		reads: [...reads, stale],
	});
	expect(measures.reads).toEqual({
		count: 3,
		stale: 1,
		worstUpdates: 4,
		// Update 3 was acknowledged 20 ms after second 3; the client asked 2 ms before its moment.
		worstSeconds: expect.closeTo(3.478, 5),
	});
	expect(judge(operations, events, identities).measures).not.toHaveProperty("reads");
	expect(judge(operations, events, identities, { reads: [] }).measures).not.toHaveProperty("reads");
});

test("a client whose clock is ahead of the recorder's is doubted", () => {
	const reads = correctReads(operations, [runStart + 5.5]).map((read) => ({
		...read,
		received: read.ended - 2,
	}));
	expect(judge(operations, events, identities, { reads }).doubts).toEqual([
		"The clock of reader-0 was up to 2.0 s ahead of the recorder's: what it read when is uncertain.",
	]);
	const stale = reads.map((read) => ({ ...read, ...position("pod-0", 1) }));
	expect(judge(operations, events, identities, { reads: stale }).verdicts.fresh).toBe("unknown");
});

test("the replica that a fault hit without deleting it is no survivor, and the others are", () => {
	const at = (seconds: number, event: Partial<LabEvent>): LabEvent => ({
		time: runStart + seconds,
		source: "chaos",
		event: "run-started",
		...event,
	});
	const about = { fault: "freeze", faultNumber: 0 };
	const frozen = [
		at(0, {}),
		at(20.5, { ...about, event: "fault-injected", pod: "pod-2", uid: "u" }),
		at(22.2, { ...about, event: "fault-healed" }),
		at(24.5, { ...about, event: "fault-recovered" }),
		at(40, { event: "run-ended" }),
	];
	const { measures } = judge(operations, frozen, ["pod-0", "pod-2"]);
	expect(measures.recoveries).toEqual([]);
	expect(measures.availability).toEqual([{ pod: "pod-0", expectedUpdates: 4, missedUpdates: 0 }]);
	expect(measures.windows[0]?.replicas.map(({ pod, victim }) => [pod, victim])).toEqual([
		["pod-0", false],
		["pod-2", true],
	]);
});

test("a deletion that nobody announced leaves survivors, too", () => {
	const byHand = events.filter(({ source }) => source === "kubernetes");
	const run = events.filter(({ event }) => event.startsWith("run-"));
	const { measures } = judge(operations, [...run, ...byHand], identities);
	expect(measures.windows).toEqual([]);
	expect(measures.recoveries.map(({ pod }) => pod)).toEqual(["pod-1"]);
	expect(measures.availability).toEqual([
		{ pod: "pod-0", expectedUpdates: 29, missedUpdates: 0 },
		{ pod: "pod-2", expectedUpdates: 29, missedUpdates: 0 },
	]);
});

test("late steps are a share of those outside the faults' windows", () => {
	const delayed = (seconds: number[]) =>
		operations.map((record) =>
			record.pod === "pod-0" && seconds.includes(record.intended - runStart)
				? {
						...record,
						time: record.time + 0.2,
						received: record.received + 0.2,
					}
				: record,
		);
	expect(judge(operations, events, identities).lateShare).toBe(0);
	expect(judge(delayed([11, 12]), events, identities).lateShare).toBe(0);
	// 0 … 9 and 13 … 39 of two, and of pod-1 0 … 9 and 13 … 39.
	expect(judge(delayed([5, 20]), events, identities).lateShare).toBeCloseTo(2 / (37 + 37 + 37), 10);
	expect(judge([], events, identities).lateShare).toBe(0);
	const slowStore = operations.map((record) =>
		record.kind === "persist" ? { ...record, time: record.time + 0.2 } : record,
	);
	expect(judge(slowStore, events, identities).lateShare).toBe(0);
});

test("what consensus replicas say is measured, and absent where there are none", () => {
	const run = events.find(({ event }) => event === "run-started") as LabEvent;
	const healed: LabEvent = {
		time: run.time + 20,
		source: "consensus",
		event: "healed",
		pod: "pod-1",
		durationSeconds: 4.5,
	};
	expect(judge(operations, events, identities).measures).not.toHaveProperty("consensus");
	expect(judge(operations, [...events, healed], identities).measures.consensus).toEqual({
		majorityLost: [],
		heals: [{ pod: "pod-1", durationSeconds: 4.5 }],
	});
});

test("a deletion after the run's end is no fault of the run", () => {
	const teardown: LabEvent = {
		time: (events.at(-1) as LabEvent).time + 5,
		source: "kubernetes",
		event: "deleting",
		pod: "pod-0",
		uid: "whole",
	};
	const { measures } = judge(operations, [...events, teardown], identities);
	expect(measures.recoveries.map(({ pod }) => pod)).toEqual(["pod-1"]);
});
