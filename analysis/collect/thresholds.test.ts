import { expect, test } from "vitest";
import type { LabEvent } from "../../schema/event.ts";
import type { Measures } from "../../schema/run.ts";
import { syntheticPersists } from "../figures/synthetic.fixture.ts";
import { syntheticManifest, syntheticRecovery } from "../statistics/syntheticRun.fixture.ts";
import { noFigures, persistP99, thresholdFigures, thresholdOutcomes } from "./thresholds.ts";

const measures = syntheticManifest().measures as Measures;

test("only the thresholds that a protocol has are told, in one order", () => {
	const figures = { ...noFigures, rtoSeconds: 3, startupSeconds: 1 };
	expect(thresholdOutcomes({ startupSeconds: 0.5, rtoSeconds: 3 }, figures)).toEqual([
		{ name: "rtoSeconds", limit: 3, value: 3, held: true },
		{ name: "startupSeconds", limit: 0.5, value: 1, held: false },
	]);
	expect(thresholdOutcomes({}, figures)).toEqual([]);
});

test("a figure that the run lacks isn't held, even at a limit of nothing", () => {
	expect(thresholdOutcomes({ missedUpdates: 0 }, noFigures)).toEqual([
		{ name: "missedUpdates", limit: 0, value: null, held: false },
	]);
});

test("the figures are those of the slowest and the worst", () => {
	const figures = thresholdFigures({
		...measures,
		recoveries: [syntheticRecovery({ rtoSeconds: 2.5 }), syntheticRecovery({ rtoSeconds: 7 })],
		availability: [
			{ pod: "pod-0", expectedUpdates: 9, missedUpdates: 2 },
			{ pod: "pod-2", expectedUpdates: 9, missedUpdates: 5 },
		],
	});
	// The restart took 0.1 s, and is no first start.
	expect(figures).toEqual({
		rtoSeconds: 7,
		missedUpdates: 5,
		startupSeconds: 0.4,
	});
});

test("one Pod that never came back leaves no slowest recovery", () => {
	const recoveries = [syntheticRecovery({ rtoSeconds: 2.5 }), syntheticRecovery({ rtoSeconds: null })];
	expect(thresholdFigures({ ...measures, recoveries }).rtoSeconds).toBeNull();
});

test("the p99 leaves out what began within the warm-up, and what wasn't acknowledged", () => {
	const slowStart = syntheticPersists({ from: 1000, count: 1 }).map((record) =>
		record.type === "ok" ? { ...record, time: 1009 } : record,
	);
	const failed = syntheticPersists({ from: 1020, count: 1, pod: "pod-1" }).map((record) =>
		record.type === "ok" ? { ...record, type: "unknown" as const, time: 1050 } : record,
	);
	const later = syntheticPersists({ from: 1010, count: 30, firstNumber: 100 });
	const operations = [...slowStart, ...failed, ...later];
	const { protocol } = syntheticManifest();
	const started: LabEvent = {
		time: 1000,
		source: "chaos",
		event: "run-started",
	};
	const p99 = (warmUpSeconds: number) => persistP99(operations, [started], { ...protocol, warmUpSeconds });
	expect(p99(5)).toBeCloseTo(0.01);
	expect(p99(0)).toBeGreaterThan(1);
	expect(persistP99([], [], protocol)).toBeNull();
});
