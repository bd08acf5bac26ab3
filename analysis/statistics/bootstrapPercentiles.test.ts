import fc from "fast-check";
import { expect, it } from "vitest";
import { percentileInterval } from "./bootstrapPercentiles.ts";

const hundred = Array.from({ length: 100 }, (_, i) => ({
	value: 100 - i,
	probability: 0.01,
}));

it("leaves out what weighs less than the tail on each side", () => {
	expect(percentileInterval(hundred, 0.95)).toEqual([3, 98]);
	expect(percentileInterval(hundred, 0.9)).toEqual([5, 96]);
});

it("keeps an end that weighs more than the tail", () => {
	const atoms = [
		{ value: 7, probability: 0.03 },
		{ value: 8, probability: 0.95 },
		{ value: 9, probability: 0.02 },
	];
	expect(percentileInterval(atoms, 0.95)).toEqual([7, 8]);
});

it("mirrors with its values", () => {
	fc.assert(
		fc.property(
			fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1 }),
			fc.constantFrom(0.8, 0.95, 0.99),
			(values, level) => {
				const atoms = (sign: number) =>
					values.map((value) => ({
						value: sign * value,
						probability: 1 / values.length,
					}));
				const [low, high] = percentileInterval(atoms(1), level);
				const mirrored = percentileInterval(atoms(-1), level);
				expect(mirrored).toEqual([-1 * high, -1 * low]);
			},
		),
	);
});
