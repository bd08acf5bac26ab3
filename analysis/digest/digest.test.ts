import { expect, test } from "vitest";
import {
	syntheticManifest,
	syntheticRun,
	syntheticWindow,
	syntheticWorkingSets,
} from "../statistics/syntheticRun.fixture.ts";
import { digestOf, runName } from "./digest.ts";
import type { MetricName } from "./metrics.ts";
import type { View } from "./rows.ts";

const { protocol, measures } = syntheticManifest();

function metricOf(digest: ReturnType<typeof digestOf>, metric: MetricName, view: View = "settled") {
	return digest.tables.metrics.find((row) => row.metric === metric && row.view === view)?.value;
}

function boundOf({ tables }: ReturnType<typeof digestOf>) {
	return tables.metrics.find(({ metric }) => metric === "rtoSlowest")?.atLeast;
}

test("every row of a run says of which run it is", () => {
	const run = syntheticRun();
	const { tables } = digestOf(run);
	for (const rows of Object.values(tables)) {
		for (const row of rows) {
			expect(row).toMatchObject({
				run: runName(run.manifest),
				mode: "central",
				replicas: 2,
			});
		}
	}
});

test("latencies are binned by run time, those of the Pods that were hit apart", () => {
	const { tables, durationSeconds } = digestOf(syntheticRun());
	expect(durationSeconds).toBe(45);
	const hit = tables.latencies.filter(({ pods }) => pods === "hit");
	expect(hit.map(({ seconds }) => seconds)).not.toContain(16.5);
	const others = tables.latencies.filter(({ pods }) => pods === "others");
	expect(others).toHaveLength(45);
	for (const { p50, maximum, count } of others) {
		expect(p50).toBeCloseTo(0.01);
		expect(maximum).toBeCloseTo(0.01);
		expect(count).toBe(1);
	}
	const all = tables.latencies.filter(({ pods }) => pods === "all");
	expect(all.reduce((sum, { count }) => sum + count, 0)).toBe(87);
});

test("the settled view leaves out what began during the warm-up, and the whole view doesn't", () => {
	const slowStart = syntheticRun({
		protocol: { ...protocol, warmUpSeconds: 5 },
	});
	const digest = digestOf({
		...slowStart,
		operations: slowStart.operations.map((record) =>
			record.type === "ok" && record.time < 1004 ? { ...record, time: record.time + 0.2 } : record,
		),
	});
	expect(metricOf(digest, "persistMaximum", "whole")).toBeCloseTo(0.21);
	expect(metricOf(digest, "persistMaximum")).toBeCloseTo(0.01);
});

test("a Pod's memory is that of all of its containers, and the store's is apart from it", () => {
	const run = syntheticRun();
	const store = syntheticWorkingSets("store", 90e6).filter(({ pod }) => pod === "pod-0");
	const digest = digestOf({
		...run,
		samples: [
			...syntheticWorkingSets("app", 20e6),
			...syntheticWorkingSets("hazelcast", 70e6),
			...store.map((sample) => ({ ...sample, pod: "central-0" })),
		],
	});
	expect(metricOf(digest, "memoryApp")).toBe(20e6);
	expect(metricOf(digest, "memoryAdded")).toBe(70e6);
	expect(metricOf(digest, "memoryPod")).toBe(90e6);
	expect(metricOf(digest, "memoryStore")).toBe(90e6);
	expect(metricOf(digest, "memoryTotal")).toBe(270e6);
	const pods = digest.tables.memory.filter(({ what, pods }) => what === "Pod" && pods === "all");
	expect(pods.map(({ seconds }) => seconds)).toEqual([5, 15, 25, 35, 45]);
	expect(new Set(pods.map(({ bytes }) => bytes))).toEqual(new Set([90e6]));
});

test("processor use counts on where a container started anew", () => {
	const run = syntheticRun();
	const counter = [10, 12, 1, 3].map((value, i) => ({
		time: 1005 + 10 * i,
		pod: "pod-0",
		container: "app",
		metric: "container_cpu_usage_seconds_total",
		value,
	}));
	const digest = digestOf({ ...run, samples: counter });
	// 2 s, then 1 s since the new start, then 2 s, within 30 s.
	expect(metricOf(digest, "cpuTotal", "whole")).toBeCloseTo(5 / 30);
	expect(metricOf(digest, "cpuPod", "whole")).toBeCloseTo(5 / 60);
	expect(metricOf(digest, "cpuStore")).toBeNull();
});

test("a run in which a Pod never came back has no recovery time, and its recovery stays in the table", () => {
	if (measures === undefined) throw new Error("The fixture has no measures.");
	const [recovery] = measures.recoveries;
	if (recovery === undefined) throw new Error("The fixture has no recovery.");
	const lost = { ...recovery, pod: "pod-0", rtoSeconds: null };
	const digest = digestOf(syntheticRun({ measures: { ...measures, recoveries: [recovery, lost] } }));
	expect(metricOf(digest, "rtoSlowest")).toBeNull();
	expect(boundOf(digest)).toBe((Date.parse(syntheticManifest().end) - Date.parse(recovery.deleted)) / 1000);
	expect(digest.tables.recoveries.map(({ total }) => total)).toEqual([2.5, null]);
});

test("a Pod that was deleted again before it came back says nothing of how long that takes", () => {
	if (measures === undefined) throw new Error("The fixture has no measures.");
	const [recovery] = measures.recoveries;
	if (recovery === undefined) throw new Error("The fixture has no recovery.");
	const earlier = {
		...recovery,
		deleted: new Date(Date.parse(recovery.deleted) - 300).toISOString(),
		rtoSeconds: null,
	};
	const digest = digestOf(
		syntheticRun({
			measures: { ...measures, recoveries: [earlier, recovery] },
		}),
	);
	expect(metricOf(digest, "rtoSlowest")).toBeNull();
	expect(boundOf(digest)).toBeUndefined();
});

test("the parts of a recovery add up to its whole", () => {
	const { tables } = digestOf(syntheticRun());
	expect(tables.recoveries).toHaveLength(1);
	for (const recovery of tables.recoveries) {
		const { termination, replacement, start, ready } = recovery;
		const parts = [termination, replacement, start, ready];
		expect(parts.reduce<number>((sum, part) => sum + (part ?? 0), 0)).toBeCloseTo(recovery.total as number);
	}
});

test("a window tells of every replica, and how long it lasted", () => {
	if (measures === undefined) throw new Error("The fixture has no measures.");
	const windows = [syntheticWindow(), syntheticWindow({ steady: null })];
	const { tables } = digestOf(syntheticRun({ measures: { ...measures, windows } }));
	expect(tables.windows.map(({ windowSeconds }) => windowSeconds)).toEqual([4.5, 4.5, null, null]);
});

test("a run of which nothing was recorded has no numbers, and is no error", () => {
	const digest = digestOf({
		manifest: syntheticManifest({ measures: undefined }),
		operations: [],
		events: [],
		samples: [],
	});
	expect(new Set(digest.tables.metrics.map(({ value }) => value))).toEqual(new Set([null]));
	expect(digest.tables.latencies).toEqual([]);
});

test("what a run takes longer than planned to settle is left out, but not the end of its fault", () => {
	const run = syntheticRun({ protocol: { ...protocol, durationSeconds: 17 } });
	const { durationSeconds, tables, faults } = digestOf(run);
	expect(durationSeconds).toBe(17);
	expect(Math.max(...tables.latencies.map(({ seconds }) => seconds))).toBe(16.5);
	expect(faults.map(({ endSeconds }) => endSeconds)).toEqual([18]);
});

test("a longer run has longer bins, not more of them", () => {
	const run = syntheticRun({
		protocol: { ...protocol, durationSeconds: 3600 },
	});
	const hour = run.events.map((event) => (event.event === "run-ended" ? { ...event, time: 4600 } : event));
	const { tables } = digestOf({ ...run, events: hour });
	const bins = tables.latencies.filter(({ pods }) => pods === "all");
	expect(bins.map(({ seconds }) => seconds)).toEqual([18, 54]);
});
