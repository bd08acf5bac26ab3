import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pixelsOf, ticksOf, verticalScale } from "./verticalScale.ts";

const latencies = fc.array(fc.double({ min: 0.01, max: 1e5, noNaN: true }), {
	minLength: 1,
	maxLength: 50,
});

describe("verticalScale", () => {
	it("is linear from zero for values of one size", () => {
		expect(verticalScale([8, 9, 10])).toEqual({
			type: "linear",
			domain: [0, expect.closeTo(10.8)],
		});
	});

	it("is logarithmic once the largest value would flatten the rest", () => {
		expect(verticalScale([8, 9, 10, 2000]).type).toBe("log");
	});

	it("keeps every value and every tick inside the plot, larger ones higher up", () => {
		fc.assert(
			fc.property(latencies, (values) => {
				const scale = verticalScale(values);
				const shown = [...values, ...ticksOf(scale)].sort((a, b) => a - b);
				const pixels = shown.map((value) => pixelsOf(value, scale, 340));
				for (const [i, at] of pixels.entries()) {
					expect(at).toBeGreaterThanOrEqual(-1e-6);
					expect(at).toBeLessThanOrEqual(340 + 1e-6);
					expect(at).toBeLessThanOrEqual((pixels[i - 1] ?? 340) + 1e-6);
				}
				expect(ticksOf(scale).length).toBeGreaterThan(1);
			}),
		);
	});
});
