import { describe, expect, it } from "vitest";
import { syntheticPictureContext } from "../tables.fixture.ts";
import { costOfFaults } from "./costOfFaults.ts";
import type { CostRow } from "./costRows.ts";
import { drawn, records } from "./picture.fixture.ts";

const context = syntheticPictureContext();

function row(fields: Partial<CostRow>): CostRow {
	return {
		mode: "central",
		replicas: 5,
		run: "run-1",
		inFaults: { operations: 6, typical: 0.004, slow: 0.03 },
		before: { operations: 60, typical: 0.002, slow: 0.003 },
		calm: null,
		...fields,
	};
}

describe("costOfFaults", () => {
	it("shows each run's ratio and their median", () => {
		const picture = costOfFaults(
			[0.002, 0.005, 0.008].map((typical, i) =>
				row({
					run: `run-${i}`,
					inFaults: { operations: 6, typical, slow: 0.006 },
				}),
			),
			context,
		);
		const figure = drawn(picture);
		expect(
			figure.count(".run-point-before path, .run-point-before circle"),
		).toBe(2 * 3);
		expect(figure.in("median-text")).toEqual(["2.5×", "2×"]);
		expect(picture.alternative).toContain(
			"typical persist latency 2.5× against the same run before its first fault (median of 3 runs)",
		);
		expect(records(picture)[0]).toEqual({
			mode: "central",
			replicas: 5,
			run: "run-0",
			statistic: "Typical persist latency",
			"in faults (ms)": 2,
			"operations in faults": 6,
			baseline: "against the same run before its first fault",
			"baseline (ms)": 2,
			ratio: 1,
		});
	});

	it("says that there are no runs without faults, or else shows what they say", () => {
		const missing =
			"There are no runs without faults of the same modes and sizes.";
		expect(drawn(costOfFaults([row({})], context)).texts).toContain(missing);
		const calm = { operations: 99, typical: 0.001, slow: 0.003 };
		const figure = drawn(costOfFaults([row({ calm })], context));
		expect(figure.texts).not.toContain(missing);
		expect(figure.count(".run-point-calm path, .run-point-calm circle")).toBe(
			2,
		);
		expect(figure.in("median-text")).toEqual(["2×", "4×", "10×", "10×"]);
	});

	it("always has 1 on the axis, and says when that is logarithmic", () => {
		const picture = costOfFaults([row({})], context);
		const figure = drawn(picture);
		expect(figure.count(".nothing-paid line")).toBe(2);
		expect(figure.texts).toContain("times the quiet time's");
		expect(figure.texts).toContain("times the quiet time's (logarithmic)");
	});

	it("draws no ratio to a latency of zero", () => {
		const none = { operations: 1, typical: 0, slow: 0.003 };
		const figure = drawn(costOfFaults([row({ before: none })], context));
		expect(figure.in("median-text")).toEqual(["10×"]);
	});

	it("says so where there is nothing to compare with", () => {
		const picture = costOfFaults([row({ before: null })], context);
		expect(picture.alternative).toContain("No run has survivors");
		expect(picture.table.rows).toEqual([]);
	});
});
