import { describe, expect, it } from "vitest";
import { keptOf } from "../../digest/kept.ts";
import type { MetricName, MetricRow } from "../../digest/rows.ts";
import { estimateRuns } from "../../statistics/runValues.ts";
import { syntheticPictureContext, syntheticTables } from "../tables.fixture.ts";
import { landscape } from "./landscape.ts";
import {
	syntheticMethods,
	syntheticModes,
	waitedSeconds,
} from "./methods.fixture.ts";
import { drawn, records } from "./picture.fixture.ts";

const context = syntheticPictureContext();

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

const five = [1, 2, 3, 4, 6].flatMap((rtoSlowest, i) =>
	run(i, { rtoSlowest, memoryTotal: (30 + i) * 1e6 }),
);

describe("landscape", () => {
	it("has a panel for each size and crash metric, and in each a cross and its name for each mode", () => {
		const { metrics } = syntheticTables({ sizes: [5, 9, 21], runs: 5 });
		const figure = drawn(landscape(metrics, [], estimateRuns, context));
		expect(figure.count(".panel")).toBe(6);
		expect(figure.count(".life-interval line")).toBe(12);
		expect(figure.count(".crash-interval line")).toBe(12);
		expect(figure.in("mode-label")).toHaveLength(12);
		expect(figure.count(".run-point circle, .run-point path")).toBe(6 * 2 * 5);
	});

	it("says medians with intervals, in the units of the axes", () => {
		const picture = landscape(five, [], estimateRuns, context);
		expect(picture.alternative).toBe(
			"central, 5 replicas (5 runs): Memory of Pods and store together 32 (30 to 34) MB; RTO, slowest deleted Pod 3 (1 to 6) s.",
		);
		expect(records(picture).at(-1)).toMatchObject({
			mode: "central",
			replicas: 5,
			"lost data": "",
			run: "median of the runs",
			"Memory of Pods and store together (MB)": 32,
			"Memory of Pods and store together (MB), low": 30,
			"Memory of Pods and store together (MB), high": 34,
			"RTO, slowest deleted Pod (s)": 3,
			"RTO, slowest deleted Pod (s), low": 1,
			"RTO, slowest deleted Pod (s), high": 6,
			"RTO, slowest deleted Pod (s), only a bound": "",
			"Updates missed by the worst survivor (updates)": "",
		});
		expect(records(picture)[0]).toMatchObject({
			run: "run-0",
			"Memory of Pods and store together (MB)": 30,
		});
	});

	it("draws no cross from too few runs, and says why", () => {
		const figure = drawn(
			landscape(five.slice(0, 4), [], estimateRuns, context),
		);
		expect(figure.count(".life-interval line")).toBe(0);
		expect(figure.count(".median circle, .median path")).toBe(1);
		expect(figure.texts.join(" ")).toContain("too few runs for an interval");
	});

	it("leaves out runs that lack a number of both axes, and names cells without a place", () => {
		const without = run(9, { rtoSlowest: null, memoryTotal: 500e6 });
		expect(
			landscape([...five, ...without], [], estimateRuns, context).alternative,
		).toContain("(5 runs)");
		expect(landscape(without, [], estimateRuns, context).alternative).toContain(
			"No run has both numbers",
		);
		const other = without.map((row) => ({ ...row, mode: "volume" }));
		expect(
			drawn(
				landscape([...five, ...other], [], estimateRuns, context),
			).texts.join(" "),
		).toContain(
			"Without a place in every column, for want of a number: volume, 5 replicas.",
		);
	});

	it("counts a Pod that never came back against its method: a bound, with an arrow", () => {
		const { metrics, kept } = syntheticMethods({ modes: ["volume"] });
		const picture = landscape(metrics, kept, estimateRuns, context);
		expect(picture.alternative).toContain(
			`RTO, slowest deleted Pod at least ${waitedSeconds} (1.`,
		);
		expect(picture.alternative).toContain(`to at least ${waitedSeconds}) s`);
		expect(drawn(picture).count(".beyond")).toBe(2);
		expect(drawn(picture).texts.join(" ")).toContain("Arrow upwards:");
		expect(records(picture).filter(({ run }) => run === "volume-5/0")).toEqual([
			expect.objectContaining({
				"RTO, slowest deleted Pod (s)": waitedSeconds,
				"RTO, slowest deleted Pod (s), only a bound": "yes",
			}),
		]);
	});

	it("shows what lost data in panels of its own, and says how much", () => {
		const { metrics, kept } = syntheticMethods({
			modes: ["central", "none"],
			sizes: [5],
		});
		const picture = landscape(metrics, kept, estimateRuns, context);
		const figure = drawn(picture);
		expect(
			figure.texts.filter((text) => text.startsWith("5 replicas")),
		).toEqual([
			"5 replicas: no loss seen",
			"5 replicas: no loss seen",
			"5 replicas: LOST DATA",
			"5 replicas: LOST DATA",
		]);
		expect(picture.alternative).toContain(
			"LOST DATA in 5 of 5 runs, up to 17 updates",
		);
		expect(figure.texts.join(" ")).toContain("Hollow, in panels of their own");
	});

	it("says of whom it isn't known whether anything was lost", () => {
		const unclear = keptOf(
			[
				{
					mode: "central",
					replicas: 5,
					judged: [
						{
							run: "run-0",
							verdicts: {
								chain: "holds",
								durability: "unknown",
								monotonic: "holds",
								noFork: "holds",
								fresh: "holds",
								noPhantom: "holds",
							},
						},
					],
				},
			],
			five,
		);
		const picture = landscape(five, unclear, estimateRuns, context);
		expect(drawn(picture).texts.join(" ")).toContain(
			"was lost by central, 5 replicas",
		);
		expect(picture.alternative).toContain(
			"not known whether anything was lost",
		);
	});

	it("shows other metrics under another name", () => {
		const { metrics } = syntheticTables();
		const picture = landscape(metrics, [], estimateRuns, context, {
			life: "persistP99",
			crash: ["rtoSlowest"],
		});
		expect(picture.name).toBe("landscape-persist-p99");
		expect(picture.title).toContain("over persist latency, p99");
		expect(drawn(picture).texts).toContain("Persist latency, p99 (ms)");
	});

	it.each([1, 2, 7, 12])(
		"names each of %i modes once in each panel that it is in",
		(count) => {
			const modes = syntheticModes.slice(0, count);
			const { metrics, kept } = syntheticMethods({ modes, sizes: [5] });
			const figure = drawn(landscape(metrics, kept, estimateRuns, context));
			expect(figure.in("mode-label")).toHaveLength(2 * count);
			expect(new Set(figure.in("mode-label")).size).toBe(count);
		},
	);
});
