import { describe, expect, it } from "vitest";
import type { QuantileRow } from "../../digest/rows.ts";
import { syntheticPictureContext, syntheticTables } from "../tables.fixture.ts";
import { latencyDistribution } from "./latencyDistribution.ts";
import { drawn, records } from "./picture.fixture.ts";

const context = syntheticPictureContext();

function quantiles(
	run: string,
	milliseconds: readonly number[],
): QuantileRow[] {
	return milliseconds.map((value, i) => ({
		mode: "central",
		replicas: 5,
		run,
		kind: "persist",
		probability: [0, 0.5, 0.95, 0.99, 1][i] as number,
		seconds: value / 1000,
	}));
}

describe("latencyDistribution", () => {
	it("has a panel each for the smallest and the largest size, a thin line for each run and a thick one for each mode", () => {
		const picture = latencyDistribution(
			syntheticTables({ sizes: [5, 9, 21], runs: 4 }).quantiles,
			context,
		);
		const figure = drawn(picture);
		expect(figure.count(".panel")).toBe(2);
		expect(figure.count(".run-line path")).toBe(2 * 2 * 4);
		expect(figure.count(".median-line path")).toBe(2 * 2);
		expect(figure.texts).toContain(
			"Of 3 sizes, the smallest and the largest are shown.",
		);
		expect(figure.texts).not.toContain("9 replicas");
	});

	it("draws the median over the runs at each probability", () => {
		const picture = latencyDistribution(
			[
				...quantiles("run-1", [1, 2, 4, 8, 16]),
				...quantiles("run-2", [2, 3, 9, 9, 9]),
				...quantiles("run-3", [3, 7, 7, 50, 99]),
			],
			context,
		);
		expect(picture.alternative).toBe(
			"central, 5 replicas (3 runs): 50 % within 3 ms, 95 % within 7 ms, 99 % within 9 ms.",
		);
		const medians = records(picture).filter(
			({ run }) => run === "median of the runs",
		);
		expect(medians.map((record) => record["latency (ms)"])).toEqual([
			2, 3, 7, 9, 16,
		]);
		expect(records(picture)[0]).toEqual({
			mode: "central",
			replicas: 5,
			run: "run-1",
			probability: 0,
			"latency (ms)": 1,
		});
	});

	it("takes no median where a run has no such quantile", () => {
		const picture = latencyDistribution(
			[
				...quantiles("run-1", [1, 2, 4, 8, 16]),
				...quantiles("run-2", [2, 3, 9]),
			],
			context,
		);
		expect(picture.alternative).not.toContain("99 %");
	});

	it("shows the kind that it is asked for, in a picture of another name", () => {
		const { quantiles } = syntheticTables();
		const picture = latencyDistribution(quantiles, context, "retrieve");
		expect(picture.name).toBe("retrieve-distribution");
		expect(drawn(picture).texts).toContain(
			"retrieve latency (milliseconds, logarithmic)",
		);
		expect(
			latencyDistribution(
				quantiles.filter(({ kind }) => kind === "persist"),
				context,
				"retrieve",
			).alternative,
		).toBe("No acknowledged retrieve was recorded.");
	});
});
