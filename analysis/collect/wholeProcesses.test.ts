import { expect, test } from "vitest";
import type { LabEvent } from "../../schema/event.ts";
import { correctHistory } from "../checker/exampleHistory.ts";
import { eventsOfRun, operationsOfRun } from "./wholeProcesses.ts";

const start = 1_800_000_000;

test("a process that was heard of since the start is kept from its first record", () => {
	const records = correctHistory("pod-0", [{ persists: ["ok", "ok"] }, { persists: ["ok", "ok", "ok"] }], start);
	const last = records.at(-1)?.received as number;
	const kept = operationsOfRun(records, last);
	expect(kept.map(({ number }) => number)).toEqual(Array.from({ length: 12 }, (_, i) => i));
	expect(operationsOfRun(records, start)).toEqual(records);
	expect(operationsOfRun(records, last + 1)).toEqual([]);
});

test("the consensus replica's older process doesn't hide the application's", () => {
	const pod = "pod-0";
	const consensus = { source: "consensus", pod } as const;
	const formed: LabEvent = {
		time: 3,
		...consensus,
		event: "formed",
		process: 1,
	};
	const kept: LabEvent[] = [
		{ time: 5, ...consensus, event: "healed", process: 4 },
		{
			time: 7,
			source: "application",
			pod,
			event: "method-ready",
			process: 6,
		},
	];
	expect(eventsOfRun([formed, ...kept], 10)).toEqual(kept);
});

test("what was said last of a Raft group's majority is kept, whoever said it", () => {
	const lost = (time: number, group: string): LabEvent => ({
		time,
		source: "consensus",
		event: "majority-lost",
		group,
	});
	const restored: LabEvent = { ...lost(4, "a"), event: "majority-restored" };
	expect(
		eventsOfRun(
			[lost(3, "a"), lost(3.5, "b"), restored, { ...lost(5, "b"), event: "member-removed" }, lost(11, "a")],
			10,
		),
	).toEqual([lost(3.5, "b"), restored, lost(11, "a")]);
});

test("of what happened before, only the life of what is still there is kept", () => {
	const pod = "pod-0";
	const kubernetes = { source: "kubernetes", pod } as const;
	const application = { source: "application", pod } as const;
	const earlier: LabEvent[] = [
		{ time: 1, source: "chaos", event: "run-started" },
		{ time: 2, ...kubernetes, event: "ready", uid: "gone" },
		{ time: 3, ...application, event: "method-ready", process: 2 },
		{ time: 4, ...kubernetes, event: "deleted", uid: "gone" },
		{ time: 5, source: "chaos", event: "run-ended" },
		{ time: 6, source: "observer", event: "gap" },
	];
	const kept: LabEvent[] = [
		{ time: 7, ...kubernetes, event: "ready", uid: "there" },
		{ time: 8, ...application, event: "method-ready", process: 7 },
		{ time: 11, source: "chaos", event: "run-started" },
		{ time: 12, ...kubernetes, event: "deleted", uid: "there" },
	];
	expect(eventsOfRun([...earlier, ...kept], 10)).toEqual(kept);
});
