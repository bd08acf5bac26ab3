import { describe, expect, it } from "vitest";
import { ratioScale } from "./ratioScale.ts";

describe("ratioScale", () => {
	it("is linear from zero for values of one size", () => {
		expect(ratioScale([1, 10])).toMatchObject({ type: "linear" });
		expect(ratioScale([1, 10]).domain[0]).toBe(0);
	});

	it("is logarithmic as soon as two values lie far apart, however many lie near the largest", () => {
		const { type, domain } = ratioScale([0.2, 100, 110, 115]);
		expect(type).toBe("log");
		expect(domain[0]).toBeLessThan(0.2);
		expect(domain[1]).toBeGreaterThan(115);
	});

	it("has an axis for no values at all", () => {
		expect(ratioScale([])).toEqual({ type: "linear", domain: [0, 1.08] });
	});
});
