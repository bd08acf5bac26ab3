import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distribution, quantile } from "./quantiles.ts";

const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), {
	minLength: 1,
});
const probability = fc.double({ min: 0, max: 1, noNaN: true });

describe("quantile", () => {
	it("interpolates as R does by default (type 7)", () => {
		// R: quantile(c(1, 2, 4, 8, 16), c(0.1, 0.5, 0.95))
		const five = [16, 1, 8, 2, 4];
		expect(quantile(five, 0.1)).toBeCloseTo(1.4);
		expect(quantile(five, 0.5)).toBe(4);
		expect(quantile(five, 0.95)).toBeCloseTo(14.4);
	});

	it("lies between the smallest and the largest value", () => {
		fc.assert(
			fc.property(values, probability, (measured, p) => {
				const q = quantile(measured, p) as number;
				expect(q).toBeGreaterThanOrEqual(Math.min(...measured));
				expect(q).toBeLessThanOrEqual(Math.max(...measured));
			}),
		);
	});

	it("doesn't depend on the order of the values, and doesn't change it", () => {
		fc.assert(
			fc.property(values, probability, (measured, p) => {
				const before = [...measured];
				expect(quantile([...measured].reverse(), p)).toBe(quantile(measured, p));
				expect(measured).toEqual(before);
			}),
		);
	});

	it("grows with the probability", () => {
		fc.assert(
			fc.property(values, probability, probability, (measured, p, q) => {
				const low = quantile(measured, Math.min(p, q)) as number;
				const high = quantile(measured, Math.max(p, q)) as number;
				// Interpolation between equal neighbours may round.
				expect(low).toBeLessThanOrEqual(high + 1e-9 * Math.abs(high));
			}),
		);
	});

	it("is null for no values", () => {
		expect(quantile([], 0.5)).toBeNull();
	});

	it("refuses a probability out of range and a value that is no number", () => {
		expect(() => quantile([1], 95)).toThrow("A quantile's probability must be from 0 to 1, not 95.");
		expect(() => quantile([1, Number.NaN], 0.5)).toThrow(RangeError);
	});
});

describe("distribution", () => {
	it("tells count, quantiles and the maximum", () => {
		const hundredAndOne = Array.from({ length: 101 }, (_, i) => i);
		expect(distribution(hundredAndOne)).toEqual({
			count: 101,
			median: 50,
			p95: 95,
			p99: 99,
			maximum: 100,
		});
	});

	it("is null for no values", () => {
		expect(distribution([])).toBeNull();
	});
});
