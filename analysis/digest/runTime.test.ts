import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LabEvent } from "../../schema/event.ts";
import { syntheticOperation, syntheticPersists } from "../figures/synthetic.fixture.ts";
import { faultWindows, latencyRows, measuredPeriod, naturally } from "./runTime.ts";
import { memoryRows } from "./samples.ts";

const zero = 1000;
const period = { zero, end: zero + 60 };

describe("measuredPeriod", () => {
	it("lies between run-started and run-ended", () => {
		const events: LabEvent[] = [
			{ time: 990, source: "kubernetes", event: "created", pod: "pod-0" },
			{ time: 1000, source: "chaos", event: "run-started" },
			{ time: 1045, source: "chaos", event: "run-ended" },
			{ time: 1050, source: "kubernetes", event: "deleted", pod: "pod-0" },
		];
		expect(measuredPeriod([], events)).toEqual({ zero: 1000, end: 1045 });
	});

	it("lies between the first and the last record where nobody announced it", () => {
		const operations = syntheticPersists({ from: 1001, count: 3 });
		expect(measuredPeriod(operations, [])).toEqual({
			zero: 1001,
			end: expect.closeTo(1003.01),
		});
	});

	it("is null without any record", () => {
		expect(measuredPeriod([], [])).toBeNull();
	});
});

describe("latencyRows", () => {
	it("tells what the store took, not what a client on the schedule would have waited", () => {
		const rows = latencyRows(
			[
				syntheticOperation({ type: "invoke", intended: 1005, time: 1005.2 }),
				syntheticOperation({
					type: "ok",
					number: 1,
					intended: 1005,
					time: 1005.25,
				}),
			],
			period,
		);
		expect(rows).toHaveLength(1);
		expect(rows[0]?.seconds).toBeCloseTo(5.25);
		expect(rows[0]?.serviceSeconds).toBeCloseTo(0.05);
	});

	it("makes no row of an operation that its process did not live to see answered", () => {
		const invoke = syntheticOperation({ type: "invoke" });
		expect(latencyRows([invoke], period)).toEqual([]);
	});

	it("leaves out answers outside the measured period", () => {
		const operations = syntheticPersists({ from: 990, count: 100 });
		const rows = latencyRows(operations, period);
		expect(Math.min(...rows.map(({ seconds }) => seconds))).toBeGreaterThan(0);
		expect(Math.max(...rows.map(({ seconds }) => seconds))).toBeLessThan(60);
		expect(rows).toHaveLength(60);
	});

	it("gives every answered operation one row, in order of time, however the records arrive", () => {
		const records = [
			...syntheticPersists({ from: 1001, count: 9 }),
			...syntheticPersists({ from: 1001.5, count: 9, pod: "pod-1" }),
		];
		fc.assert(
			fc.property(fc.shuffledSubarray(records, { minLength: records.length }), (shuffled) => {
				const rows = latencyRows(shuffled, period);
				expect(rows).toHaveLength(18);
				expect(rows).toEqual(latencyRows(records, period));
			}),
		);
	});
});

describe("memoryRows", () => {
	const metric = "process_resident_memory_bytes";

	it("takes the application of the replicas and nothing else", () => {
		const sample = {
			time: 1001,
			pod: "pod-0",
			container: "app",
			metric,
			value: 5e7,
		};
		const rows = memoryRows(
			[
				sample,
				{ ...sample, container: "sidecar" },
				{ ...sample, pod: "central-7f9" },
				{ ...sample, metric: "up" },
				{ ...sample, time: 990 },
			],
			period,
			new Set(["pod-0"]),
		);
		expect(rows.map(({ bytes }) => bytes)).toEqual([5e7]);
	});
});

describe("faultWindows", () => {
	const replicas = new Set(["pod-1", "pod-3"]);
	const deleting = (time: number, pod: string): LabEvent => ({
		time,
		source: "kubernetes",
		event: "deleting",
		pod,
	});
	const injected: LabEvent = {
		time: 1014.9,
		source: "chaos",
		event: "fault-injected",
		fault: "delete-pods",
	};

	it("goes from the first deletion to the recovery", () => {
		const recovered: LabEvent = {
			time: 1018,
			source: "chaos",
			event: "fault-recovered",
		};
		expect(
			faultWindows([injected, deleting(1015, "pod-3"), deleting(1015.1, "pod-1"), recovered], period, replicas),
		).toEqual([
			{
				fault: "delete-pods",
				victims: ["pod-1", "pod-3"],
				startSeconds: 15,
				endSeconds: 18,
			},
		]);
	});

	it("ends with the last victim ready again where nobody announced the recovery", () => {
		const ready = (time: number, pod: string): LabEvent => ({
			...deleting(time, pod),
			event: "ready",
		});
		const [window] = faultWindows(
			[deleting(1015, "pod-1"), deleting(1015.1, "pod-3"), ready(1017, "pod-1"), ready(1017.5, "pod-3")],
			period,
			replicas,
		);
		expect(window?.endSeconds).toBe(17.5);
	});

	it("has no end while a victim is gone", () => {
		const [window] = faultWindows([injected, deleting(1015, "pod-1")], period, replicas);
		expect(window?.endSeconds).toBeNull();
	});

	const chaos = (
		time: number,
		event: "fault-injected" | "fault-recovered" | "never-steady",
		faultNumber: number,
		pod?: string,
	): LabEvent => ({
		time,
		source: "chaos",
		event,
		fault: faultNumber === 0 ? "cut-off" : "delete-pods",
		faultNumber,
		...(pod !== undefined && { pod }),
	});

	it("are one for each fault, also where one begins before another is over", () => {
		expect(
			faultWindows(
				[
					chaos(1005, "fault-injected", 0, "pod-1"),
					chaos(1010, "fault-injected", 1, "pod-3"),
					deleting(1010.5, "pod-3"),
					chaos(1020, "fault-recovered", 1),
					chaos(1025, "fault-recovered", 0),
				],
				period,
				replicas,
			),
		).toEqual([
			{
				fault: "cut-off",
				victims: ["pod-1"],
				startSeconds: 5,
				endSeconds: 25,
			},
			{
				fault: "delete-pods",
				victims: ["pod-3"],
				startSeconds: 10.5,
				endSeconds: 20,
			},
		]);
	});

	it("have no end where the system was never steady again, although its Pods are ready", () => {
		const events: LabEvent[] = [
			chaos(1010, "fault-injected", 1, "pod-3"),
			deleting(1010.5, "pod-3"),
			{ ...deleting(1012, "pod-3"), event: "ready" },
			chaos(1050, "never-steady", 1),
		];
		const [window] = faultWindows(events, period, replicas);
		expect(window?.endSeconds).toBeNull();
	});

	it("have no victims where a fault hits none", () => {
		const events = [chaos(1010, "fault-injected", 0), chaos(1015, "fault-recovered", 0)];
		expect(faultWindows(events, period, replicas)).toEqual([
			{ fault: "cut-off", victims: [], startSeconds: 10, endSeconds: 15 },
		]);
	});

	it("ignores deletions outside the measured period, as of a tear-down", () => {
		expect(faultWindows([deleting(1100, "pod-1")], period, replicas)).toEqual([]);
	});
});

describe("faultWindows in a namespace with other Pods", () => {
	it("has no victim among the replicas where the store was deleted", () => {
		const injected: LabEvent = {
			time: 1015,
			source: "chaos",
			event: "fault-injected",
			fault: "delete-store",
			faultNumber: 0,
			pod: "central-7f9",
		};
		expect(faultWindows([injected], period, new Set(["pod-0"]))).toEqual([
			{
				fault: "delete-store",
				victims: [],
				startSeconds: 15,
				endSeconds: null,
			},
		]);
	});

	it("takes a deleted Pod of the store for no victim", () => {
		const deletion: LabEvent = {
			time: 1015,
			source: "kubernetes",
			event: "deleting",
			pod: "central-7f9",
		};
		expect(faultWindows([deletion], period, new Set(["pod-0"]))).toEqual([]);
	});
});

describe("naturally", () => {
	it("orders Pods by their numbers", () => {
		expect(naturally(["pod-10", "pod-2", "pod-0"])).toEqual(["pod-0", "pod-2", "pod-10"]);
	});
});
