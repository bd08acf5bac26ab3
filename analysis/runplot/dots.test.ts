import fc from "fast-check";
import { expect, test } from "vitest";
import type { HistoryOperation } from "../operations/operations.ts";
import { dotsOf, extentOf, fewerDots, type Raster } from "./dots.ts";

const period = { zero: 1000, end: 1100 };
const raster = { columns: 200, rows: 100, mostDots: 60 };

function drawnOf(operations: readonly HistoryOperation[], to: Raster) {
	const extent = extentOf(operations, period);
	const fine = dotsOf(operations, period, extent, to);
	return fewerDots(fine, period, extent, to);
}

const operation = fc
	.record({
		pod: fc.constantFrom("pod-0", "pod-1"),
		kind: fc.constantFrom("persist", "load"),
		outcome: fc.constantFrom("ok", "ok", "ok", "fail", "unknown", "unanswered"),
		began: fc.double({ min: 1000, max: 1099, noNaN: true }),
		latency: fc.double({ min: 1e-4, max: 1, noNaN: true }),
	})
	.map(
		({ latency, ...of }): HistoryOperation => ({
			...of,
			process: 900,
			index: 0,
			intended: of.began,
			ended: of.outcome === "unanswered" ? null : of.began + latency,
			serviceSeconds: of.outcome === "unanswered" ? null : latency,
		}),
	);

test("every operation has a dot of its kind and outcome no farther than a cell away, and the slowest their own", () => {
	fc.assert(
		fc.property(fc.array(operation, { minLength: 1, maxLength: 400 }), (operations) => {
			const extent = extentOf(operations, period);
			const { dots, cellPixels } = drawnOf(operations, raster);
			expect(extent.drawable).toBe(operations.length);
			expect(dots.reduce((sum, { count }) => sum + count, 0)).toBe(operations.length);
			const low = Math.log(extent.fastest ?? 1);
			const height = Math.max(1e-9, Math.log(extent.slowest ?? 1) - low);
			const rowOf = (latency: number | null) =>
				latency === null ? null : ((Math.log(latency) - low) / height) * raster.rows;
			for (const { kind, outcome, began, serviceSeconds } of operations) {
				const near = dots.some((dot) => {
					const columns = (Math.abs(dot.seconds - (began - 1000)) / 100) * raster.columns;
					const [a, b] = [rowOf(dot.latencySeconds), rowOf(serviceSeconds)];
					return (
						dot.kind === kind &&
						dot.outcome === outcome &&
						columns <= cellPixels + 1e-6 &&
						(a === null || b === null ? a === b : Math.abs(a - b) <= cellPixels + 1e-6)
					);
				});
				expect(near).toBe(true);
			}
			const latencies = operations.map(({ serviceSeconds }) => serviceSeconds);
			const slowest = Math.max(...latencies.map((each) => each ?? 0));
			if (slowest > 0) {
				expect(dots.map((dot) => dot.latencySeconds)).toContain(slowest);
			}
		}),
		{ numRuns: 60 },
	);
});

test("a handful of operations has a dot each, and many no more than there is room for", () => {
	const many = Array.from(
		{ length: 20_000 },
		(_, i): HistoryOperation => ({
			pod: "pod-0",
			process: 900,
			kind: "persist",
			outcome: "ok",
			index: i,
			intended: 1000 + i / 200,
			began: 1000 + i / 200,
			ended: 1001 + i / 200,
			serviceSeconds: 0.001 * (1 + ((i * 7919) % 1000) / 100),
		}),
	);
	const drawn = (some: HistoryOperation[]) => drawnOf(some, { columns: 800, rows: 300, mostDots: 1000 });
	expect(drawn(many.slice(0, 5)).dots).toHaveLength(5);
	const { dots, cellPixels } = drawn(many);
	expect(dots.length).toBeLessThanOrEqual(1000);
	expect(dots.length).toBeGreaterThan(100);
	expect(cellPixels).toBeGreaterThan(1);
});

test("what began before the run, or has no known latency, is counted and not drawn", () => {
	const base: HistoryOperation = {
		pod: "pod-0",
		process: 900,
		kind: "load",
		outcome: "ok",
		index: 1,
		intended: 990,
		began: 990,
		ended: 991,
		serviceSeconds: 1,
	};
	const some = [
		base,
		{ ...base, began: 1001, ended: 1001, serviceSeconds: null },
		{ ...base, began: 1002, ended: 1002.5, serviceSeconds: 0.5 },
	];
	const extent = extentOf(some, period);
	expect(extent).toEqual({
		drawable: 1,
		outside: 1,
		withoutLatency: 1,
		fastest: 0.5,
		slowest: 0.5,
	});
	expect(drawnOf(some, raster).dots).toHaveLength(1);
});
