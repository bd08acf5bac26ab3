import { expect, test } from "vitest";
import type { LabEvent } from "../../schema/event.ts";
import type { OperationRecord } from "../../schema/operation.ts";
import type { Sample } from "../../schema/sample.ts";
import { syntheticOperation, syntheticPersists } from "../figures/synthetic.fixture.ts";
import { historyOf } from "../operations/operations.ts";
import { lanesOf } from "./lanes.ts";

const period = { zero: 1000, end: 1020 };

function laneOf(
	operations: readonly OperationRecord[],
	{
		events = [],
		samples = [],
		intervalSeconds = 1,
	}: { events?: LabEvent[]; samples?: Sample[]; intervalSeconds?: number | null } = {},
) {
	const lanes = lanesOf({
		history: historyOf(operations),
		events,
		samples,
		identities: ["pod-0"],
		intervalSeconds,
		period,
		mostSteps: 100,
	});
	const [lane] = lanes;
	if (lane === undefined) throw new Error("There is no lane.");
	return lane;
}

const restarted = [
	...syntheticPersists({ from: 1000.5, count: 8 }),
	...syntheticPersists({ from: 1012.5, count: 8, process: 1011 }),
];

test("a lane has the index, its processes, the time without updates, and where the index went back", () => {
	const lane = laneOf(restarted);
	expect(lane.steps).toHaveLength(16);
	expect(lane.lastIndex).toBe(7);
	expect(lane.processes.map(({ start, end }) => [start, end])).toEqual([
		[expect.closeTo(0.5), expect.closeTo(7.51)],
		[expect.closeTo(12.5), expect.closeTo(19.51)],
	]);
	expect(lane.gaps.map(({ start, end }) => [start, end])).toEqual([[expect.closeTo(7.51), expect.closeTo(12.51)]]);
	expect(lane.longestGapSeconds).toBeCloseTo(5);
	expect(lane.backwards).toEqual([{ seconds: expect.closeTo(12.51), title: "index 0 after 7" }]);
	expect(lane.counts).toEqual({ acknowledged: 16, failed: 0, unknown: 0, unanswered: 0 });
});

test("what was asked for and not acknowledged is counted by how it ended", () => {
	const answers = (["fail", "unknown", null] as const).flatMap((type, i) => {
		const both = { operation: 2 * i, kind: "persist" as const, index: i };
		const invoke = syntheticOperation({ ...both, type: "invoke", number: 2 * i, time: 1001 + i });
		return type === null
			? [invoke]
			: [invoke, syntheticOperation({ ...both, type, number: 2 * i + 1, time: 1001.5 + i })];
	});
	const lane = laneOf(answers);
	expect(lane.counts).toEqual({ acknowledged: 0, failed: 1, unknown: 1, unanswered: 1 });
	expect(lane).toMatchObject({ lastIndex: null, longestGapSeconds: null, gaps: [] });
});

test("where nobody knows the interval there are no gaps, and still the longest time", () => {
	const lane = laneOf(restarted, { intervalSeconds: null });
	expect(lane.gaps).toEqual([]);
	expect(lane.longestGapSeconds).toBeCloseTo(5);
});

test("a replica leads from one reading to the next, and no longer than it lives", () => {
	const read = (time: number, value: number): Sample => ({
		time,
		pod: "pod-0",
		container: "consensus",
		metric: 'holdfast_cp_leads{group="group-1"}',
		value,
	});
	const samples = [read(1001, 0), read(1003, 1), read(1005, 1), read(1009, 0)];
	const leads = (events: LabEvent[]) => laneOf(restarted, { samples, events }).leads;
	expect(leads([])).toEqual([{ start: 3, end: 9, title: "leads group-1" }]);
	const deleting: LabEvent = {
		time: 1007,
		source: "kubernetes",
		event: "deleting",
		pod: "pod-0",
		uid: "a",
	};
	expect(leads([deleting])).toEqual([{ start: 3, end: 7, title: "leads group-1" }]);
});

test("ends of Pods, and seats that are got back, are where events tell them", () => {
	const events: LabEvent[] = [
		{ time: 1007, source: "kubernetes", event: "deleting", pod: "pod-0" },
		{
			time: 1008,
			source: "kubernetes",
			event: "terminated",
			pod: "pod-0",
			container: "hazelcast",
		},
		{
			time: 1015,
			source: "consensus",
			event: "healed",
			pod: "pod-0",
			durationSeconds: 3,
		},
	];
	const lane = laneOf(restarted, { events });
	expect(lane.ends).toEqual([{ seconds: 7, title: "Pod being deleted" }]);
	expect(lane.seats).toEqual([{ start: 12, end: 15, title: "gets its Raft seat back" }]);
});

test("whoever else the history tells of has a lane below the replicas", () => {
	const lanes = lanesOf({
		history: historyOf([...syntheticPersists({ from: 1001, count: 1, pod: "stranger" })]),
		events: [],
		samples: [],
		identities: ["pod-0", "pod-1"],
		intervalSeconds: 1,
		period,
		mostSteps: 100,
	});
	expect(lanes.map(({ pod }) => pod)).toEqual(["pod-0", "pod-1", "stranger"]);
});
