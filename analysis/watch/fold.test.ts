import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LabEvent } from "../../schema/event.ts";
import type { OperationRecord } from "../../schema/operation.ts";
import { runStart } from "../collect/exampleLab.fixture.ts";
import { fold } from "./fold.ts";
import { type Health, healthOf, missedUpdates } from "./health.ts";
import { madeUpLab, madeUpRun, newsBetween, stateAfter } from "./run.fixture.ts";
import { newState, type Replica, type WatchState } from "./state.ts";

const run = madeUpRun();

function replica(state: WatchState, number: number): Replica {
	return state.replicas[number] as Replica;
}

function healthAfter(seconds: number, state = stateAfter(seconds)): Health[] {
	return state.replicas.map((each) => healthOf(each, state.lab, runStart + seconds));
}

function missedAfter(seconds: number, state = stateAfter(seconds)): number[] {
	return state.replicas.map((each) => missedUpdates(each, state, runStart + seconds));
}

describe("a replica", () => {
	test("has the index, the latency and the arrival of its last acknowledged update", () => {
		const { index, persistSeconds, updated } = replica(stateAfter(20.5), 0);
		expect(index).toBe(20);
		expect(persistSeconds).toBeCloseTo(0.005, 6);
		expect(updated).toBeCloseTo(runStart + 20.021, 6);
	});

	test.each([
		["before the fault", 9.5, "up"],
		["as its Pod is being deleted", 10.1, "gone"],
		["as its successor is created", 10.5, "starting"],
		["as its successor runs and has persisted nothing", 12, "starting"],
		["once its successor has persisted", 12.5, "up"],
	])("%s, the deleted one is %s s into the run %s", (_, seconds, health) => {
		expect(healthAfter(seconds)).toEqual(["up", health, "up"]);
	});

	test("is behind as soon as an update is overdue and its Pod runs", () => {
		const state = stateAfter(20.5);
		expect(healthAfter(22.4, state)).toEqual(["up", "up", "up"]);
		expect(healthAfter(22.6, state)).toEqual(["behind", "behind", "behind"]);
	});

	test("is not back while its old process goes on beside its successor", () => {
		const [last] = run.operations.filter(
			({ pod, kind, type, received }) =>
				pod === "pod-1" && kind === "persist" && type === "ok" && received > runStart + 9,
		);
		const old = (seconds: number): OperationRecord => ({
			...(last as OperationRecord),
			received: runStart + seconds,
		});
		const state = fold(stateAfter(10.5), {
			events: [],
			operations: [old(10.6)],
		});
		expect(healthAfter(10.7, state)[1]).toBe("starting");
		// Kubernetes may have told the end later than the new process began: no replica is starting for
		// ever.
		const later = fold(state, { events: [], operations: [old(21)] });
		expect(healthAfter(21.1, later)[1]).toBe("up");
	});

	test("isn't gone by the end of its predecessor that is told after its own start", () => {
		const late: LabEvent = {
			time: runStart + 13,
			source: "kubernetes",
			event: "deleted",
			pod: "pod-1",
			uid: "old",
		};
		const state = fold(stateAfter(13), { events: [late], operations: [] });
		expect(healthAfter(13.1, state)[1]).toBe("up");
	});

	test("starts anew when its container does, and not when a container of the method does", () => {
		const restart = (container: string) =>
			(["terminated", "started"] as const).map(
				(event): LabEvent => ({
					time: runStart + 9.5,
					source: "kubernetes",
					event,
					pod: "pod-0",
					container,
				}),
			);
		const restarted = (container: string) => fold(stateAfter(9.5), { events: restart(container), operations: [] });
		expect(healthAfter(9.6, restarted("hazelcast"))[0]).toBe("up");
		expect(healthAfter(9.6, restarted("app"))[0]).toBe("starting");
	});
});

describe("missed updates", () => {
	test("are the intervals that nothing was acknowledged in, once the next update is overdue", () => {
		expect(missedAfter(12)).toEqual([0, 0, 0]);
		expect(missedAfter(12.6, stateAfter(12))).toEqual([0, 1, 0]);
		expect(missedAfter(12.6)).toEqual([0, 2, 0]);
		expect(missedAfter(25)).toEqual([0, 2, 0]);
	});

	test("go on being counted of a replica that stands still, until the run's end", () => {
		const state = stateAfter(20);
		expect(missedAfter(25.4, state)).toEqual([3, 5, 3]);
		const ended = fold(state, newsBetween(run, 39.9, 41));
		expect(missedAfter(60, ended)).toEqual(missedAfter(6000, ended));
	});

	test("aren't counted for the time before the history that is known", () => {
		const { operations } = newsBetween(run, 20, 25);
		const { events } = newsBetween(run, 0, 25);
		const state = fold(newState(madeUpLab()), { operations, events });
		expect(state.knownSince).toBeGreaterThan(runStart + 19.9);
		expect(missedAfter(25, state)).toEqual([0, 0, 0]);
	});
});

describe("a run", () => {
	test("begins with run-started and ends with run-ended", () => {
		expect(newState(madeUpLab()).run).toBeNull();
		expect(stateAfter(39).run).toMatchObject({
			started: runStart,
			ended: null,
		});
		expect(stateAfter(41).run?.ended).toBe(runStart + 40);
	});

	test("that follows another begins with nothing missed and no faults", () => {
		const next: LabEvent = {
			time: runStart + 50,
			source: "chaos",
			event: "run-started",
			detail: "seed 1; faults: none; run 2",
		};
		const state = fold(stateAfter(41), { events: [next], operations: [] });
		expect(state.run).toEqual({
			started: runStart + 50,
			ended: null,
			durationSeconds: 40,
			plan: [],
			chaos: [],
		});
		expect(missedAfter(50.5, state)).toEqual([0, 0, 0]);
	});
});

test("operations without an answer, or that failed, are no latency and no update", () => {
	const operations = newsBetween(run, 0, 5).operations.map((record) =>
		record.kind === "persist" && record.type === "ok" ? { ...record, type: "unknown" as const } : record,
	);
	const state = fold(newState(madeUpLab()), { events: [], operations });
	expect(state.persists).toEqual([]);
	expect(state.loads.length).toBe(15);
	expect(replica(state, 0).updated).toBeNull();
});

test("latencies are kept for a minute", () => {
	const state = stateAfter(41, { run: madeUpRun(5), lab: madeUpLab(5) });
	expect(state.persists.length).toBe(198);
	const [record] = run.operations as [OperationRecord];
	const later = { ...record, received: runStart + 90 };
	const after = fold(state, { events: [], operations: [later] });
	const received = after.persists.map((latency) => latency.received);
	expect(Math.min(...received)).toBeGreaterThan(runStart + 28);
});

test("records of Pods that are no replicas change nothing", () => {
	const before = stateAfter(5);
	const [record] = run.operations as [OperationRecord];
	const operations = [
		{ ...record, pod: "pod-3" },
		{ ...record, pod: "central-0" },
	];
	expect(fold(before, { events: [], operations })).toEqual(before);
});

test("the same news make the same state, however they are cut into pieces", () => {
	fc.assert(
		fc.property(fc.array(fc.double({ min: 0, max: 41, noNaN: true }), { maxLength: 8 }), (cuts) => {
			const moments = [0, ...cuts.toSorted((a, b) => a - b), 42];
			let state = newState(madeUpLab());
			for (const [i, to] of moments.slice(1).entries()) {
				state = fold(state, newsBetween(run, moments[i] as number, to));
			}
			expect(state).toEqual(stateAfter(42));
		}),
		{ numRuns: 30 },
	);
});
