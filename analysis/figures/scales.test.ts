import fc from "fast-check";
import { expect, it } from "vitest";
import { kindOf, ratioScale, scaleOf, ticksOf } from "./scales.ts";

/** What can be measured: zero, or from a millionth on. */
const measured = fc.double({ min: 0, max: 1e6, noNaN: true }).map((value) => (value < 1e-6 ? 0 : value));
const values = fc.array(measured, { minLength: 1, maxLength: 30 });

it("has every value on the axis, and at least one tick, none of them beside it", () => {
	fc.assert(
		fc.property(values, (some) => {
			const scale = scaleOf(some);
			const [low, high] = scale.domain;
			const onLog = scale.type === "log" ? some.filter((value) => value > 0) : some;
			for (const value of onLog) {
				expect(value).toBeGreaterThanOrEqual(low);
				expect(value).toBeLessThanOrEqual(high);
			}
			const ticks = ticksOf(scale);
			expect(ticks.length).toBeGreaterThan(0);
			for (const tick of ticks) {
				expect(tick).toBeGreaterThanOrEqual(low);
				expect(tick).toBeLessThanOrEqual(high);
			}
		}),
	);
});

it("is linear from zero, but where a tail would press all others together", () => {
	expect(scaleOf([1, 2, 10])).toMatchObject({
		type: "linear",
		domain: [0, 10.8],
	});
	expect(scaleOf([1, 2, 100]).type).toBe("log");
	expect(scaleOf([0, 1, 2, 100]).type).toBe("symlog");
	expect(kindOf(scaleOf([1, 2, 100]))).toBe(", logarithmic");
});

it("has 1 inside where it is of ratios", () => {
	fc.assert(
		fc.property(values, (some) => {
			const [low, high] = ratioScale(some).domain;
			expect(low).toBeLessThan(1);
			expect(high).toBeGreaterThan(1);
		}),
	);
});
