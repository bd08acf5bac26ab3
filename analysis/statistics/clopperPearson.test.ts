import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clopperPearson } from "./clopperPearson.ts";

const counts = fc
	.tuple(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }))
	.map(([runs, share]) => ({ runs, hits: Math.round(runs * share) }));

describe("clopperPearson", () => {
	it("agrees with published limits", () => {
		// R: binom.test(682, 925)$conf.int, of Conover's book (1971, p. 97) in R's own documentation:
		// 0.7076683 and 0.7654066.
		const { low, high } = clopperPearson(682, 925);
		expect(low).toBeCloseTo(0.7076683, 6);
		expect(high).toBeCloseTo(0.7654066, 6);
	});

	it("has closed limits where none or all are hit", () => {
		// 1 − (α/2)^(1/n), the "rule of three" with half of α.
		expect(clopperPearson(0, 19)).toMatchObject({ low: 0 });
		expect(clopperPearson(0, 19).high).toBeCloseTo(1 - 0.025 ** (1 / 19), 9);
		expect(clopperPearson(3, 3).low).toBeCloseTo(0.025 ** (1 / 3), 9);
		expect(clopperPearson(3, 3).high).toBe(1);
	});

	it("holds the share that was seen, and mirrors with it", () => {
		fc.assert(
			fc.property(counts, ({ hits, runs }) => {
				const { low, high } = clopperPearson(hits, runs);
				expect(low).toBeLessThanOrEqual(hits / runs);
				expect(high).toBeGreaterThanOrEqual(hits / runs);
				const mirrored = clopperPearson(runs - hits, runs);
				expect(mirrored.low).toBeCloseTo(1 - high, 9);
				expect(mirrored.high).toBeCloseTo(1 - low, 9);
			}),
		);
	});

	it("covers every share with its confidence", () => {
		// Exactly, by adding up the probabilities of all counts whose interval holds the share.
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 25 }),
				fc.double({ min: 0.001, max: 0.999, noNaN: true }),
				(runs, share) => {
					let covered = 0;
					let probability = (1 - share) ** runs;
					for (let hits = 0; hits <= runs; hits++) {
						const { low, high } = clopperPearson(hits, runs);
						if (low <= share && share <= high) covered += probability;
						probability *= ((runs - hits) / (hits + 1)) * (share / (1 - share));
					}
					expect(covered).toBeGreaterThan(0.95 - 1e-9);
				},
			),
		);
	});

	it("refuses what can't be counted", () => {
		expect(() => clopperPearson(4, 3)).toThrow("There are no 4 of 3 runs");
		expect(() => clopperPearson(0, 0)).toThrow(RangeError);
	});
});
