import { describe, expect, it } from "vitest";
import type { MetricRow } from "../../digest/rows.ts";
import { syntheticPictureContext, syntheticTables } from "../tables.fixture.ts";
import { drawn, records } from "./picture.fixture.ts";
import { scaling, scalingMetrics } from "./scaling.ts";
import { trendRows } from "./trendRows.ts";

const context = syntheticPictureContext();
const sizes = [5, 13, 21];

/** y = 2 x + 1 s, ± 1 s, whatever the points are. */
function straight(points: readonly unknown[]) {
	return points.length === 0
		? null
		: {
				slope: 2,
				at: (replicas: number) => 2 * replicas + 1,
				band: (replicas: number) => ({
					low: 2 * replicas,
					high: 2 * replicas + 2,
				}),
			};
}

function startups(
	values: Readonly<Record<number, number | null>>,
): MetricRow[] {
	return Object.entries(values).map(([replicas, value]) => ({
		mode: "central",
		replicas: Number(replicas),
		run: `run-${replicas}`,
		metric: "startupMean",
		view: "settled",
		value,
	}));
}

describe("scaling", () => {
	it("has a panel for each metric, a point for each run, and a trend for each mode", () => {
		const { metrics } = syntheticTables({ sizes, runs: 3 });
		const picture = scaling(metrics, trendRows(metrics, straight), context);
		const figure = drawn(picture);
		expect(figure.count(".panel")).toBe(scalingMetrics.length);
		expect(figure.count(".run-point circle, .run-point path")).toBe(
			scalingMetrics.length * 2 * sizes.length * 3,
		);
		expect(figure.count(".trend path")).toBe(scalingMetrics.length * 2);
		expect(figure.count(".trend-interval path")).toBe(
			scalingMetrics.length * 2,
		);
	});

	const rows = startups({ 5: 11, 13: 27, 21: 43 });

	it("shows the trend with its interval, in the table and in words", () => {
		const picture = scaling(rows, trendRows(rows, straight), context);
		expect(picture.alternative).toBe(
			"Startup delay, mean, central, medians: 11 s at 5, 27 s at 13, 43 s at 21; trend 2 s for each replica added.",
		);
		expect(records(picture).at(-1)).toEqual({
			metric: "Startup delay, mean",
			unit: "s",
			mode: "central",
			replicas: 21,
			what: "trend",
			value: 43,
			low: 42,
			high: 44,
		});
		expect(records(picture)[0]).toMatchObject({ what: "run-5", value: 11 });
	});

	it("draws no interval where there is none", () => {
		const trends = trendRows(rows, (points) => {
			const fitted = straight(points);
			return fitted === null ? null : { ...fitted, band: () => null };
		});
		const figure = drawn(scaling(rows, trends, context));
		expect(figure.count(".trend path")).toBe(1);
		expect(figure.count(".trend-interval path")).toBe(0);
	});

	it("says that there is no trend, and which metrics no run has", () => {
		const text = drawn(scaling(rows, [], context)).texts.join(" ");
		expect(text).toContain("No trend: central. It takes at least three sizes.");
		expect(text).toContain("In no run: Persist latency, p50;");
	});

	it("leaves out values that aren't known, and those of the other view", () => {
		const mixed: MetricRow[] = [
			...startups({ 5: 11, 13: null }),
			...rows.map((row): MetricRow => ({ ...row, view: "whole", value: 99 })),
		];
		expect(
			records(scaling(mixed, [], context)).map(({ value }) => value),
		).toEqual([11]);
		expect(
			records(scaling(mixed, [], context, "whole")).map(({ value }) => value),
		).toEqual([99, 99, 99]);
	});

	it("keeps a trend that falls below zero on the axis", () => {
		const figure = scaling(
			rows,
			[
				{
					metric: "startupMean",
					mode: "central",
					slope: 4,
					line: [
						{ replicas: 5, value: -20, low: -30, high: -10 },
						{ replicas: 21, value: 44, low: 40, high: 48 },
					],
				},
			],
			context,
		);
		const path = /class="trend"[^>]*>\s*<path d="M[\d.]+,([\d.]+)/.exec(
			figure.svg,
		)?.[1];
		const baseline = 230 - 42;
		expect(Number(path)).toBeCloseTo(baseline, 0);
	});
});

describe("trendRows", () => {
	it("gives the fit just the points of one metric, mode and view", () => {
		const seen: number[] = [];
		const others = startups({ 5: 70, 13: 70 }).map(
			(row): MetricRow => ({ ...row, mode: "decentral" }),
		);
		trendRows(
			[...startups({ 5: 11, 13: 27, 21: null }), ...others],
			(points) => {
				seen.push(...points.map(({ value }) => value));
				return null;
			},
			{ metrics: ["startupMean"] },
		);
		expect(seen).toEqual([11, 27, 70, 70]);
	});
});
