import { extent, median } from "d3-array";
import { describe, expect, it } from "vitest";
import type { MetricName, MetricRow } from "../../digest/rows.ts";
import type { Estimate } from "../../statistics/comparison.ts";
import { syntheticPictureContext, syntheticTables } from "../tables.fixture.ts";
import { landscape } from "./landscape.ts";
import { drawn, records } from "./picture.fixture.ts";

const context = syntheticPictureContext();

/** The range as interval, from three runs on. */
function rangeOf(values: readonly number[]): Estimate {
	const [low = 0, high = 0] = extent(values);
	return {
		median: median(values) as number,
		interval: values.length < 3 ? null : { low, high, confidence: 0.75 },
		values,
	};
}

function run(
	number: number,
	values: Partial<Record<MetricName, number | null>>,
): MetricRow[] {
	return Object.entries(values).map(([metric, value]) => ({
		mode: "central",
		replicas: 5,
		run: `run-${number}`,
		metric: metric as MetricName,
		view: "settled",
		value,
	}));
}

describe("landscape", () => {
	it("has a panel for each size, and in each a cross and its name for each mode", () => {
		const { metrics } = syntheticTables({ sizes: [5, 9, 21], runs: 3 });
		const figure = drawn(landscape(metrics, rangeOf, context));
		expect(figure.count(".panel")).toBe(3);
		expect(figure.count(".life-interval line")).toBe(6);
		expect(figure.count(".crash-interval line")).toBe(6);
		expect(figure.in("mode-label")).toHaveLength(6);
		expect(figure.count(".run-point circle, .run-point path")).toBe(3 * 2 * 3);
	});

	const rows = [
		...run(1, { rtoSlowest: 1, memoryPod: 30e6 }),
		...run(2, { rtoSlowest: 2, memoryPod: 40e6 }),
		...run(3, { rtoSlowest: 6, memoryPod: 41e6 }),
	];

	it("says medians with intervals, in the units of the axes", () => {
		const picture = landscape(rows, rangeOf, context);
		expect(picture.alternative).toBe(
			"central, 5 replicas (3 runs): Memory of a Pod 40 (30 to 41) MB; RTO, slowest deleted Pod 2 (1 to 6) s.",
		);
		expect(records(picture).at(-1)).toEqual({
			mode: "central",
			replicas: 5,
			run: "median of the runs",
			"Memory of a Pod (MB)": 40,
			"Memory of a Pod (MB), low": 30,
			"Memory of a Pod (MB), high": 41,
			"RTO, slowest deleted Pod (s)": 2,
			"RTO, slowest deleted Pod (s), low": 1,
			"RTO, slowest deleted Pod (s), high": 6,
		});
		expect(records(picture)[0]).toMatchObject({
			run: "run-1",
			"Memory of a Pod (MB)": 30,
		});
	});

	it("draws no cross from too few runs, and says why", () => {
		const figure = drawn(landscape(rows.slice(0, 4), rangeOf, context));
		expect(figure.count(".life-interval line")).toBe(0);
		expect(figure.count(".median circle, .median path")).toBe(1);
		expect(figure.texts.join(" ")).toContain("too few runs for an interval");
	});

	it("leaves out runs that lack one of the two numbers", () => {
		const picture = landscape(
			[...rows, ...run(4, { rtoSlowest: null, memoryPod: 500e6 })],
			rangeOf,
			context,
		);
		expect(picture.alternative).toContain("(3 runs)");
		expect(
			landscape(run(4, { rtoSlowest: null, memoryPod: 1 }), rangeOf, context)
				.alternative,
		).toContain("No run has both numbers");
	});

	it("shows other metrics under another name", () => {
		const { metrics } = syntheticTables();
		const picture = landscape(metrics, rangeOf, context, {
			life: "persistP99",
		});
		expect(picture.name).toBe("landscape-persist-p99");
		expect(drawn(picture).texts).toContain("Persist latency, p99 (ms)");
	});
});
