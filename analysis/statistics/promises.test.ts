import { describe, expect, it } from "vitest";
import type { MetricName } from "../digest/metrics.ts";
import type { MetricRow } from "../digest/rows.ts";
import { promises } from "./promises.ts";

function rows(metric: MetricName, mode: string, values: readonly (number | null | { atLeast: number })[]): MetricRow[] {
	return values.map((value, i) => ({
		mode,
		replicas: 5,
		run: `${mode}-5/${i}`,
		metric,
		view: "whole",
		...(value !== null && typeof value === "object" ? { value: null, ...value } : { value }),
	}));
}

describe("promises", () => {
	it("count the runs that broke them, and name them", () => {
		const counts = promises({ metrics: rows("missedWorst", "decentral", [0, 0, 88]), windows: [] }, {});
		expect(counts).toHaveLength(1);
		expect(counts[0]).toMatchObject({
			promise: "missed",
			mode: "decentral",
			runs: 3,
			broken: ["decentral-5/2"],
		});
	});

	it("tell Pods that never came back from slow ones", () => {
		const metrics = rows("rtoSlowest", "volume", [3, { atLeast: 28 }, 9, null]);
		const told = (thresholds: { rtoSeconds?: number }) =>
			promises({ metrics, windows: [] }, thresholds).map(({ promise, runs, broken }) => [promise, broken.length, runs]);
		expect(told({})).toEqual([["gone", 1, 3]]);
		expect(told({ rtoSeconds: 8 })).toEqual([
			["gone", 1, 3],
			["slowRecovery", 2, 3],
		]);
	});

	it("count a run once, however many replicas and faults it has", () => {
		const window = (run: string, windowSeconds: number | null) => ({
			mode: "none",
			run,
			windowSeconds,
		});
		const [unsteady] = promises(
			{
				metrics: rows("rpoWorst", "none", [null]),
				windows: [window("a", 3), window("a", null), window("b", 2)],
			},
			{},
		);
		expect(unsteady).toMatchObject({
			promise: "unsteady",
			runs: 2,
			broken: ["a"],
		});
	});

	it("take the protocol's limits where it has some", () => {
		const metrics = [...rows("missedWorst", "hybrid", [2, 5]), ...rows("startupSlowest", "hybrid", [53, 548])];
		const counts = promises({ metrics, windows: [] }, { missedUpdates: 3, startupSeconds: 60 });
		expect(counts.map(({ promise, broken }) => [promise, broken])).toEqual([
			["missed", ["hybrid-5/1"]],
			["slowStart", ["hybrid-5/1"]],
		]);
	});
});
