import { expect, test } from "vitest";
import { syntheticOperation, syntheticPersists } from "../../analysis/figures/synthetic.fixture.ts";
import {
	syntheticManifest,
	syntheticRecovery,
	syntheticRun,
	syntheticWorkingSets,
} from "../../analysis/statistics/syntheticRun.fixture.ts";
import { figuresOf } from "./measures.ts";

const timing = { upAt: 990, destroySeconds: 1.5 };
const run = syntheticRun();
const figures = figuresOf(run, timing);

/** An acknowledged operation before the measured period, which begins at 1000. */
function early(kind: "load" | "persist", seconds: number) {
	const both = { kind, pod: "pod-0", operation: 5000, intended: 995 };
	return [
		syntheticOperation({ ...both, number: 5000, type: "invoke", time: 995 }),
		syntheticOperation({
			...both,
			number: 5001,
			type: "ok",
			time: 995 + seconds,
		}),
	];
}

test("the stack is up when its last replica's first update is acknowledged", () => {
	// pod-1 persists at 1000.21, pod-0 at 1000.51.
	expect(figures["up until every replica persists [s]"]).toBeCloseTo(10.51);
});

test("a replica that never persisted leaves the time until all do unknown", () => {
	const operations = run.operations.filter(({ pod }) => pod !== "pod-1");
	expect(figuresOf({ ...run, operations }, timing)["up until every replica persists [s]"]).toBeNull();
});

test("latencies count the updates before the measured period, and only what was acknowledged", () => {
	const operations = [
		...run.operations,
		...early("persist", 3),
		...early("load", 0.2).map((record) => ({ ...record, process: 901 })),
	];
	const found = figuresOf({ ...run, operations }, timing);
	expect(found["persist latency, p50 [ms]"]).toBeCloseTo(10);
	expect(found["persist latency, p99 [ms]"]).toBeGreaterThan(100);
	expect(found["retrieve latency, p50 [ms]"]).toBeCloseTo(200);
	expect(figures["persist latency, p99 [ms]"]).toBeCloseTo(10);
	expect(figures["retrieve latency, p50 [ms]"]).toBeNull();
});

test("startup delays are those of first starts", () => {
	expect(figures["startup delay, median [s]"]).toBeCloseTo(0.3);
	expect(figures["startup delay, slowest [s]"]).toBe(0.4);
});

test("a deleted Pod that never persisted again is counted and not timed", () => {
	const measures = {
		...syntheticManifest().measures,
		startups: [],
		availability: [
			{ pod: "pod-0", expectedUpdates: 9, missedUpdates: 2 },
			{ pod: "pod-2", expectedUpdates: 9, missedUpdates: 7 },
		],
		operations: { ok: 1, fail: 0, unknown: 0 },
		windows: [],
		recoveries: [syntheticRecovery({ rtoSeconds: 4 }), syntheticRecovery({ rtoSeconds: null })],
	};
	const found = figuresOf(syntheticRun({ measures }), timing);
	expect(found["deleted Pod persists again, slowest [s]"]).toBe(4);
	expect(found["deleted Pods that never persisted again"]).toBe(1);
	expect(found["survivors' updates missed"]).toBe(9);
	expect(found["survivors' updates missed, worst survivor"]).toBe(7);
});

test("a survivor is blocked between two updates; the deleted Pod's pause doesn't count", () => {
	expect(figures["survivor blocked, longest [s]"]).toBeCloseTo(1);
	const operations = [
		...syntheticPersists({ from: 1000.5, count: 10 }),
		...syntheticPersists({ from: 1030.5, count: 10, firstNumber: 100 }),
		...syntheticPersists({ from: 1000.2, count: 15, pod: "pod-1" }),
	];
	expect(figuresOf({ ...run, operations }, timing)["survivor blocked, longest [s]"]).toBeCloseTo(21);
});

test("a survivor that is blocked until the end is so for at least as long as is left", () => {
	const operations = syntheticPersists({ from: 1000.5, count: 10 });
	expect(figuresOf({ ...run, operations }, timing)["survivor blocked, longest [s]"]).toBeCloseTo(1045 - 1009.51);
});

test("the method's containers and what they add are in MiB", () => {
	const samples = [
		...syntheticWorkingSets("app", 26 * 2 ** 20),
		...syntheticWorkingSets("consensus", 40 * 2 ** 20),
		...syntheticWorkingSets("hazelcast", 80 * 2 ** 20),
	];
	const found = figuresOf({ ...run, samples }, timing);
	expect(found["working set of app, median [MiB]"]).toBe(26);
	expect(found["working set of consensus, median [MiB]"]).toBe(40);
	expect(found["working set of hazelcast, median [MiB]"]).toBe(80);
	expect(found["added by the method per Pod [MiB]"]).toBe(120);
	expect(figures["added by the method per Pod [MiB]"]).toBeNull();
});

test("every run has the same figures in the same order", () => {
	const empty = figuresOf({ manifest: syntheticManifest(), operations: [], events: [], samples: [] }, timing);
	expect(Object.keys(empty)).toEqual(Object.keys(figures));
});
