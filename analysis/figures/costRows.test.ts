import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LatencyBin } from "../digest/rows.ts";
import { costRows, type FaultSpan } from "./costRows.ts";

const of = { mode: "central", replicas: 5, run: "run-1" };
const fault: FaultSpan = {
	...of,
	fault: "delete-pods",
	startSeconds: 10.2,
	endSeconds: 10.6,
};

function bin(seconds: number, fields: Partial<LatencyBin> = {}): LatencyBin {
	return {
		...of,
		kind: "persist",
		pods: "others",
		seconds,
		count: 3,
		p50: 0.002,
		p95: 0.003,
		p99: 0.003,
		maximum: 0.004,
		...fields,
	};
}

/** Twenty seconds in bins of one; the one at 10.5 s is the fault's. */
function run(inFault: Partial<LatencyBin> = {}): LatencyBin[] {
	return Array.from({ length: 20 }, (_, second) => bin(second + 0.5, second === 10 ? inFault : {}));
}

describe("costRows", () => {
	it("compares the bins that a fault overlaps with those before it", () => {
		expect(costRows(run({ p50: 0.006, maximum: 0.04 }), [fault])).toEqual([
			{
				...of,
				inFaults: { operations: 3, typical: 0.006, slow: 0.04 },
				before: { operations: 30, typical: 0.002, slow: 0.004 },
				faultFree: null,
			},
		]);
	});

	it("looks at those only whom no fault struck", () => {
		const hit = run().map((each) => ({
			...each,
			pods: "hit" as const,
			p50: 9,
		}));
		const all = run().map((each) => ({
			...each,
			pods: "all" as const,
			p50: 5,
		}));
		const [row] = costRows([...hit, ...all, ...run()], [fault]);
		expect(row?.inFaults.typical).toBe(0.002);
	});

	it("looks at all where the fault struck no Pod, as when the store's are deleted", () => {
		const all = run({ p50: 0.01 }).map((each) => ({
			...each,
			pods: "all" as const,
		}));
		const [row] = costRows(all, [fault]);
		expect(row?.inFaults.typical).toBe(0.01);
	});

	it("has no row for a run without survivors, nor for one without faults", () => {
		const hit = run().map((each) => ({ ...each, pods: "hit" as const }));
		expect(costRows(hit, [fault])).toEqual([]);
		expect(costRows(run(), [])).toEqual([]);
	});

	it("lets a fault without an end last until the run's", () => {
		const [row] = costRows(run(), [{ ...fault, endSeconds: null }]);
		expect(row?.inFaults.operations).toBe(3 * 10);
	});

	it("leaves the warm-up out of the time before", () => {
		const slowStart = run().map((each) => (each.seconds < 5 ? { ...each, p50: 1 } : each));
		const [row] = costRows(slowStart, [fault], { warmUpSeconds: 5 });
		expect(row?.before).toEqual({
			operations: 15,
			typical: 0.002,
			slow: 0.004,
		});
	});

	it("has nothing to compare with where a fault comes first", () => {
		const [row] = costRows(run(), [{ ...fault, startSeconds: 0.3 }]);
		expect(row?.before).toBeNull();
	});

	it("takes the median of runs without faults of the same mode and size", () => {
		const faultFree = [0.001, 0.003, 0.02].flatMap((p50, i) =>
			run().map((each) => ({
				...each,
				run: `fault-free-${i}`,
				pods: "all" as const,
				p50,
			})),
		);
		const elsewhere = run().map((each) => ({
			...each,
			run: "fault-free-9",
			pods: "all" as const,
			replicas: 21,
			p50: 7,
		}));
		const [row] = costRows(run(), [fault], { faultFree: [...faultFree, ...elsewhere] });
		expect(row?.faultFree).toEqual({ operations: 180, typical: 0.003, slow: 0.004 });
	});

	it("counts a bin as often as it has operations", () => {
		const [row] = costRows(
			[...run(), bin(11.5, { p50: 0.1, count: 1 }), bin(11.5, { p50: 0.2, count: 7 })],
			[{ ...fault, startSeconds: 11.2, endSeconds: 11.8 }],
		);
		expect(row?.inFaults.typical).toBe(0.2);
	});

	it("finds no cost where nothing changes, whatever the latency and the fault", () => {
		fc.assert(
			fc.property(
				fc.double({ min: 1e-4, max: 10, noNaN: true }),
				fc.double({ min: 2, max: 15, noNaN: true }),
				fc.double({ min: 0.01, max: 4, noNaN: true }),
				(p50, startSeconds, lasts) => {
					const steady = run().map((each) => ({ ...each, p50, maximum: p50 }));
					const rows = costRows(
						steady.map((each) => (each.seconds === 10.5 ? { ...each, p50 } : each)),
						[{ ...fault, startSeconds, endSeconds: startSeconds + lasts }],
					);
					expect(rows).toHaveLength(1);
					for (const { inFaults, before } of rows) {
						expect(inFaults.typical).toBe(p50);
						expect(before?.typical).toBe(p50);
						expect(before?.slow).toBe(inFaults.slow);
					}
				},
			),
		);
	});
});
