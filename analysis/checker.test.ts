import { expect, test } from "vitest";
import { judge } from "./checker.ts";
import { exampleRun } from "./collect/exampleLab.ts";
import type { LabEvent } from "./schema/event.ts";
import type { OperationRecord } from "./schema/operation.ts";

const { operations, events } = exampleRun();
const identities = ["pod-0", "pod-1", "pod-2"];
const everything = {
	chain: "holds",
	durability: "holds",
	monotonic: "holds",
	noFork: "holds",
};

test("a run in which all is well holds, and says how its operations ended", () => {
	const { verdicts, doubts, measures } = judge(operations, events, identities);
	expect(verdicts).toEqual(everything);
	expect(doubts).toEqual([]);
	expect(measures.operations).toEqual({
		ok: operations.length / 2,
		fail: 0,
		unknown: 0,
	});
});

test("a replica that nothing is known of leaves every property unknown", () => {
	const { verdicts, doubts } = judge(operations, events, [
		...identities,
		"pod-3",
	]);
	expect(new Set(Object.values(verdicts))).toEqual(new Set(["unknown"]));
	expect(doubts).toEqual(["The history has no operation of pod-3."]);
});

test("a violation is certain though the history has holes", () => {
	const acknowledged = operations.findLast(
		({ kind, type }) => kind === "persist" && type === "ok",
	) as OperationRecord;
	const broken = operations
		.map((record) =>
			record === acknowledged ? { ...record, state: "c3RyYW5nZXI=" } : record,
		)
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
			!(
				pod === "pod-0" &&
				kind === "persist" &&
				type === "ok" &&
				intended > window.time &&
				intended < window.time + 2
			),
	);
	const { measures } = judge(missing, events, identities);
	expect(measures.availability).toEqual([
		{ pod: "pod-0", expectedUpdates: 2, missedUpdates: 2 },
		{ pod: "pod-2", expectedUpdates: 2, missedUpdates: 0 },
	]);
});

test("a Pod that never came back has no RTO", () => {
	const deletion = events.find(({ event }) => event === "deleting") as LabEvent;
	const dead = operations.filter(
		({ pod, received }) => pod !== "pod-1" || received < deletion.time,
	);
	const silent = events.filter(
		({ pod, time }) => pod !== "pod-1" || time <= deletion.time,
	);
	const { measures } = judge(dead, silent, identities);
	expect(measures.recoveries).toMatchObject([
		{
			pod: "pod-1",
			rtoSeconds: null,
			kubernetesSeconds: null,
			methodSeconds: null,
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
	expect(
		measures.startups.map(({ process, restart }) => [process, restart]),
	).toEqual([
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
	expect(measures.startups).toEqual([
		{ pod: "pod-0", process: 4, startupDelaySeconds: 9, restart: false },
	]);
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
	expect(judge(operations, events, identities).measures).not.toHaveProperty(
		"consensus",
	);
	expect(
		judge(operations, [...events, healed], identities).measures.consensus,
	).toEqual({
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
