import { describe, expect, it } from "vitest";
import { shownSizes } from "./shownSizes.ts";

const rowsOf = (...sizes: number[]) =>
	sizes.map((replicas) => ({ mode: "central", replicas, run: "a" }));

describe("shownSizes", () => {
	it("takes the study's two sizes where both were run, without a remark", () => {
		expect(shownSizes(rowsOf(21, 3, 5, 9, 100))).toEqual({
			sizes: [5, 21],
			remark: null,
		});
	});

	it("takes the smallest and the largest size otherwise, and says so", () => {
		const { sizes, remark } = shownSizes(rowsOf(9, 5, 7));
		expect(sizes).toEqual([5, 9]);
		expect(remark).toContain("5 and 9 replicas; the study shows 5 and 21");
	});

	it("shows a single size once", () => {
		expect(shownSizes(rowsOf(5, 5))).toEqual({
			sizes: [5],
			remark: "Runs with 5 replicas only.",
		});
	});

	it("has nothing to show of no rows", () => {
		expect(shownSizes([])).toEqual({ sizes: [], remark: null });
	});
});
