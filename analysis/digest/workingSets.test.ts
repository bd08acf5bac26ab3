import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Sample } from "../../schema/sample.ts";
import { mediansOverPods, workingSets } from "./workingSets.ts";

const period = { zero: 1000, end: 1060 };
const replicas = new Set(["pod-0", "pod-1", "pod-2"]);

function sample(fields: Partial<Sample> = {}): Sample {
	return {
		time: 1001,
		pod: "pod-0",
		container: "app",
		metric: "container_memory_working_set_bytes",
		value: 30e6,
		...fields,
	};
}

const rowsOf = (samples: Sample[]) =>
	mediansOverPods(workingSets(samples, period, replicas));

describe("workingSets", () => {
	it("takes the containers of the replicas and nothing else", () => {
		const readings = workingSets(
			[
				sample(),
				sample({ container: "hazelcast", value: 90e6 }),
				sample({ container: "" }),
				sample({ container: "POD" }),
				sample({ pod: "central-7f9", container: "store" }),
				sample({ metric: "process_resident_memory_bytes" }),
				sample({ time: 990 }),
				sample({ time: 1061 }),
			],
			period,
			replicas,
		);
		expect(readings).toEqual([
			{ pod: "pod-0", container: "app", seconds: 1, bytes: 30e6 },
			{ pod: "pod-0", container: "hazelcast", seconds: 1, bytes: 90e6 },
		]);
	});
});

describe("mediansOverPods", () => {
	it("joins readings of different moments of one interval, the last one of each Pod", () => {
		const rows = rowsOf([
			sample({ pod: "pod-0", time: 1001, value: 99 }),
			sample({ pod: "pod-0", time: 1002, value: 10 }),
			sample({ pod: "pod-1", time: 1003, value: 20 }),
			sample({ pod: "pod-2", time: 1004, value: 60 }),
			sample({ pod: "pod-0", time: 1006, value: 11 }),
		]);
		expect(rows.map(({ seconds, bytes }) => [seconds, bytes])).toEqual([
			[3, 20],
			[6, 11],
		]);
	});

	it("shows the application's container first, and joins no line to another", () => {
		const rows = rowsOf([
			sample({ container: "hazelcast" }),
			sample({ container: "consensus" }),
			sample({ container: "app" }),
		]);
		expect(rows.map(({ container }) => container)).toEqual([
			"app",
			"consensus",
			"hazelcast",
		]);
		expect(new Set(rows.map(({ segment }) => segment)).size).toBe(3);
	});

	it("breaks the line where readings are missing, and only there", () => {
		const rows = rowsOf(
			[1001, 1006, 1011, 1030, 1035].map((time) => sample({ time })),
		);
		const segments = rows.map(({ segment }) => segment);
		expect(new Set(segments).size).toBe(2);
		expect(segments[2]).not.toBe(segments[3]);
	});

	it("lies within the readings of its container, however they arrive", () => {
		const readings = fc.array(
			fc.record({
				time: fc.double({ min: 1000, max: 1060, noNaN: true }),
				pod: fc.constantFrom(...replicas),
				container: fc.constantFrom("app", "consensus", "hazelcast"),
				value: fc.integer({ min: 1, max: 1e9 }),
			}),
		);
		fc.assert(
			fc.property(readings, (all) => {
				for (const { container, seconds, bytes } of rowsOf(all.map(sample))) {
					const own = all.filter((each) => each.container === container);
					const values = own.map(({ value }) => value);
					expect(bytes).toBeGreaterThanOrEqual(Math.min(...values));
					expect(bytes).toBeLessThanOrEqual(Math.max(...values));
					expect(seconds).toBeGreaterThanOrEqual(0);
					expect(seconds).toBeLessThanOrEqual(60 + 1e-9);
				}
			}),
		);
	});
});
