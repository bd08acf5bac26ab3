import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjusted } from "./correction.ts";

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
	minLength: 1,
	maxLength: 30,
});

describe("adjusted", () => {
	it("agrees with another implementation on a published example", () => {
		// The 15 p-values of Benjamini & Hochberg (1995, section 4.2). scipy 1.17.1: stats.false_discovery_control(p, method="by");
		// statsmodels 0.15.0, multipletests(p, method="fdr_by"), gives the same.
		const p = [
			0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
			0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
		];
		const expected = [
			0.004977343489843491, 0.009954686979686982, 0.03152317543567544,
			0.11821190788378289, 0.20008920829170831, 0.21189262285333718,
			0.21189262285333718, 0.2140257700632701, 0.25384451798201807, 1, 1, 1, 1,
			1, 1,
		];
		for (const [i, each] of adjusted(p).entries()) {
			expect(each).toBeCloseTo(expected[i] as number, 12);
		}
	});

	it("leaves a single p-value, and none, as they are", () => {
		expect(adjusted([0.03])).toEqual([0.03]);
		expect(adjusted([])).toEqual([]);
	});

	it("makes no p-value smaller, and keeps their order", () => {
		fc.assert(
			fc.property(pValues, (p) => {
				const after = adjusted(p);
				for (const [i, a] of p.entries()) {
					expect(after[i]).toBeGreaterThanOrEqual(a * (1 - 1e-12));
					expect(after[i]).toBeLessThanOrEqual(1);
					for (const [j, b] of p.entries()) {
						if (a <= b)
							expect(after[i]).toBeLessThanOrEqual(after[j] as number);
					}
				}
			}),
		);
	});

	it("doesn't depend on the order of the tests", () => {
		fc.assert(
			fc.property(pValues, (p) => {
				expect(adjusted([...p].reverse()).reverse()).toEqual(adjusted(p));
			}),
		);
	});

	it("refuses what is no probability", () => {
		expect(() => adjusted([0.5, 1.2])).toThrow(
			"A p-value must be from 0 to 1, not 1.2.",
		);
	});
});
