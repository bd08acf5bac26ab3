import fc from "fast-check";
import { expect, test } from "vitest";
import type { OperationRecord } from "../../schema/operation.ts";
import { persistP99 } from "../collect/thresholds.ts";
import { digestOf } from "../digest/digest.ts";
import { syntheticPersists } from "../figures/synthetic.fixture.ts";
import type { RunData } from "../results.ts";
import { sketchOf } from "../runplot/sketch.ts";
import { syntheticManifest, syntheticRun } from "../statistics/syntheticRun.fixture.ts";
import { fold } from "../watch/fold.ts";
import { madeUpLab, madeUpRun, newsBetween } from "../watch/run.fixture.ts";
import { newState } from "../watch/state.ts";
import { historyOf, operationsIn } from "./operations.ts";
import { countedLatencies, countedPeriod } from "./population.ts";

const { protocol } = syntheticManifest();

/**
 * A run whose updates take so long, one each second from its start on; it goes on beyond what was
 * planned.
 */
function runOf(latencies: readonly number[], planned: { warmUpSeconds: number; durationSeconds: number }): RunData {
	const operations = syntheticPersists({
		from: 1000,
		count: latencies.length,
	}).map((record): OperationRecord => {
		const seconds = latencies[record.index ?? 0] as number;
		return record.type === "ok" ? { ...record, time: record.intended + seconds } : record;
	});
	return {
		...syntheticRun({ protocol: { ...protocol, ...planned } }),
		operations,
		events: [
			{ time: 1000, source: "chaos", event: "run-started" },
			{ time: 1060, source: "chaos", event: "run-ended" },
		],
	};
}

function p99sOf(run: RunData): (number | null | undefined)[] {
	const { manifest, operations, events } = run;
	return [
		digestOf(run).tables.metrics.find(({ metric, view }) => metric === "persistP99" && view === "settled")?.value,
		persistP99(operations, events, manifest.protocol),
		sketchOf({
			records: operations,
			history: historyOf(operations),
			events,
			samples: [],
			identities: ["pod-0", "pod-1"],
			intervalSeconds: 1,
			protocol: manifest.protocol,
		})?.latencies.persist?.p99 ?? null,
	];
}

test("report, threshold and plot have one p99", () => {
	fc.assert(
		fc.property(
			fc.array(fc.double({ min: 0.001, max: 30, noNaN: true }), {
				maxLength: 60,
			}),
			fc.integer({ min: 0, max: 20 }),
			fc.integer({ min: 5, max: 70 }),
			(latencies, warmUpSeconds, durationSeconds) => {
				const [first, ...others] = p99sOf(runOf(latencies, { warmUpSeconds, durationSeconds }));
				for (const other of others) expect(other).toBe(first);
			},
		),
		{ numRuns: 40 },
	);
});

test("an update that began before the planned end counts however late its answer came, and one that began later doesn't", () => {
	const latencies = Array<number>(50).fill(0.01);
	const p99With = (i: number) => p99sOf(runOf(latencies.with(i, 9), { warmUpSeconds: 5, durationSeconds: 45 }));
	for (const p99 of p99With(44)) expect(p99).toBeGreaterThan(1);
	for (const i of [4, 45]) {
		for (const p99 of p99With(i)) expect(p99).toBeCloseTo(0.01);
	}
});

test("without a plan all of the measured period counts", () => {
	expect(countedPeriod({ zero: 5, end: 60 }, null)).toEqual({
		from: 5,
		until: 60,
	});
});

test("the live view's latencies are those of the fold", () => {
	const run = madeUpRun();
	const news = newsBetween(run, 0, 41);
	const state = fold(newState(madeUpLab()), news);
	for (const [kind, seen] of [
		["persist", state.persists],
		["load", state.loads],
	] as const) {
		const expected = countedLatencies(operationsIn(historyOf(news.operations)), kind, {
			from: 0,
			until: Number.POSITIVE_INFINITY,
		});
		expect(seen.length).toBeGreaterThan(50);
		expect(seen.map(({ seconds }) => seconds).sort()).toEqual(expected.sort());
	}
});
