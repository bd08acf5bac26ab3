import { expect, test } from "vitest";
import type { LabEvent } from "../../schema/event.ts";
import type { FaultWindow } from "../../schema/run.ts";
import { correctHistory, type PersistEnd } from "./exampleHistory.ts";
import { faultsIn } from "./faults.ts";
import { readHistory } from "./history.ts";
import { type Phase, phaseOf } from "./phase.ts";
import { type Updates, updatesIn } from "./updates.ts";
import { windowOf } from "./windows.ts";

const start = 1_800_000_000;
const period = { start, end: start + 40 };

/**
 * pod-0 persists all the time; pod-1 from second 0 to 9 and from 12 on; nothing is known of pod-2.
 */
const ok = (count: number) => Array<PersistEnd>(count).fill("ok");
const { identities } = readHistory([
	...correctHistory("pod-0", [{ persists: ok(40) }], start),
	...correctHistory("pod-1", [{ persists: ok(10) }, { persists: ok(20) }], start),
]);
const updates = new Map<string, Updates>();
for (const [pod, processes] of identities) {
	updates.set(pod, updatesIn(processes, phaseOf(processes, 1) as Phase));
}

function told(seconds: number, event: LabEvent["event"], fields: Partial<LabEvent> = {}): LabEvent {
	return { time: start + seconds, source: "chaos", event, ...fields };
}

function windowsOf(...events: LabEvent[]): FaultWindow[] {
	return faultsIn(events, period).map((fault) => windowOf(fault, updates, events));
}

const iso = (seconds: number) => new Date((start + seconds) * 1000).toISOString();
const injected = { fault: "cut-off", faultNumber: 0 };

test("a window lasts from a fault's first victim until the system was steady again, and tells how all replicas fared", () => {
	expect(
		windowsOf(
			told(9.5, "fault-injected", { ...injected, pod: "pod-1", uid: "a" }),
			told(9.6, "fault-injected", { ...injected, pod: "pod-9", uid: "b" }),
			told(12, "fault-healed", injected),
			told(13.5, "fault-recovered", injected),
			told(14, "fault-recovered", injected),
		),
	).toEqual([
		{
			number: 0,
			fault: "cut-off",
			injected: iso(9.5),
			healed: iso(12),
			steady: iso(13.5),
			witness: {
				injected: expect.objectContaining({ outcome: "inconclusive" }),
				undone: expect.objectContaining({ outcome: "inconclusive" }),
			},
			replicas: [
				{
					pod: "pod-0",
					victim: false,
					expectedUpdates: 4,
					missedUpdates: 0,
					longestGapSeconds: expect.closeTo(1, 5),
				},
				{
					pod: "pod-1",
					victim: true,
					expectedUpdates: 4,
					missedUpdates: 2,
					// From the window's start to the first update after it.
					longestGapSeconds: expect.closeTo(2.521, 5),
				},
			],
		},
	]);
});

test("a system that was never steady again leaves the window open until the run's end", () => {
	const [window] = windowsOf(
		told(35.5, "fault-injected", injected),
		told(39, "never-steady", injected),
		told(41, "fault-recovered", injected),
	);
	expect(window).toMatchObject({ healed: null, steady: null });
	expect(window?.replicas).toMatchObject([
		{ pod: "pod-0", victim: false, expectedUpdates: 4, missedUpdates: 0 },
		{ pod: "pod-1", victim: false, expectedUpdates: 4, missedUpdates: 4 },
	]);
});

test("a replica without an update has a gap as long as the window", () => {
	const [window] = windowsOf(told(10.5, "fault-injected", injected), told(11.75, "fault-recovered", injected));
	expect(window?.replicas[1]?.longestGapSeconds).toBe(1.25);
});

test("faults that overlap have a window each, and those of runs without numbers are one", () => {
	const other = { fault: "stop-api-server", faultNumber: 1 };
	const overlapping = windowsOf(
		told(10, "fault-injected", injected),
		told(11, "fault-injected", other),
		told(12, "fault-recovered", injected),
		told(15, "fault-recovered", other),
	);
	expect(overlapping.map(({ number, fault, steady }) => [number, fault, steady])).toEqual([
		[0, "cut-off", iso(12)],
		[1, "stop-api-server", iso(15)],
	]);
	const old = windowsOf(
		told(10, "fault-injected", { fault: "delete-pods", pod: "pod-0" }),
		told(10, "fault-injected", { fault: "delete-pods", pod: "pod-1" }),
		told(12, "fault-recovered", { fault: "delete-pods" }),
	);
	expect(old.map(({ number, fault, replicas }) => [number, fault, replicas.map(({ victim }) => victim)])).toEqual([
		[0, "delete-pods", [true, true]],
	]);
});
