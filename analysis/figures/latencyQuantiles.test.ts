import { median } from "d3-array";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { latencyQuantiles } from "./latencyQuantiles.ts";
import { syntheticPictureContext, syntheticTables } from "./tables.fixture.ts";

const { latencies } = syntheticTables();
const context = syntheticPictureContext();
const options = { kind: "retrieve", replicas: 21 } as const;
const picture = latencyQuantiles(latencies, context, options);
const count = (selector: string, svg = picture.svg) =>
	parseHTML(`<html><body>${svg}</body></html>`).document.querySelectorAll(
		selector,
	).length;

describe("latencyQuantiles", () => {
	it("draws four lines for each mode, with names at their ends, and the fault", () => {
		expect(count(".panel")).toBe(2);
		expect(count(".quantile path")).toBe(8);
		expect(count(".line-label text")).toBe(8);
		expect(count(".fault-window rect")).toBe(2);
	});

	it("shows medians over the runs of the asked kind and size, in milliseconds", () => {
		const at = latencies.filter(
			(bin) =>
				bin.mode === "decentral" &&
				bin.replicas === 21 &&
				bin.kind === "retrieve" &&
				bin.pods === "all" &&
				bin.seconds === 2.5,
		);
		const row = picture.table.rows.find(
			([mode, , seconds]) => mode === "decentral" && seconds === 2.5,
		);
		for (const [i, key] of (
			["p50", "p95", "p99", "maximum"] as const
		).entries()) {
			const expected = (median(at, (bin) => bin[key]) as number) * 1000;
			expect(row?.[3 + i]).toBeCloseTo(expected, 5);
		}
		expect(row?.at(-1)).toBe(3);
		expect(picture.table.rows).toHaveLength(2 * 60);
		expect(new Set(picture.table.rows.map((each) => each[1]))).toEqual(
			new Set([21]),
		);
	});

	it("says where each quantile was highest", () => {
		expect(picture.alternative).toMatch(
			/Highest in central: p50 [\d.]+ ms at 2\.5 s, p95 .*, slowest [\d.]+ ms at [\d.]+ s\./,
		);
	});

	it("has a name of its own for each kind and size", () => {
		expect(picture.name).toBe("latency-quantiles-retrieve-21");
	});

	it("says that nothing was recorded at a size that wasn't run", () => {
		const { svg, table } = latencyQuantiles(latencies, context, {
			...options,
			replicas: 9,
		});
		expect(svg).toContain("No values were recorded.");
		expect(table.rows).toEqual([]);
	});
});
