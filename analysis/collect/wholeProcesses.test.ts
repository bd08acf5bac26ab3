import { expect, test } from "vitest";
import { correctHistory } from "../checker/exampleHistory.ts";
import type { LabEvent } from "../schema/event.ts";
import { eventsOfRun, operationsOfRun } from "./wholeProcesses.ts";

const start = 1_800_000_000;

test("a process that was heard of since the start is kept from its first record", () => {
	const records = correctHistory(
		"pod-0",
		[{ persists: ["ok", "ok"] }, { persists: ["ok", "ok", "ok"] }],
		start,
	);
	const last = records.at(-1)?.received as number;
	const kept = operationsOfRun(records, last);
	expect(kept.map(({ number }) => number)).toEqual(
		Array.from({ length: 12 }, (_, i) => i),
	);
	expect(operationsOfRun(records, start)).toEqual(records);
	expect(operationsOfRun(records, last + 1)).toEqual([]);
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
