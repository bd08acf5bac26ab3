import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowsWithoutOverlap, spread, wrapText } from "./labels.ts";

const positions = fc.array(fc.double({ min: 0, max: 340, noNaN: true }), {
	maxLength: 12,
});
const tolerance = 1e-6;

describe("spread", () => {
	it("leaves what doesn't overlap where it is", () => {
		expect(spread([10, 100, 50], 16, [0, 340])).toEqual([10, 100, 50]);
	});

	it("moves neighbours apart evenly", () => {
		expect(spread([100, 100], 16, [0, 340])).toEqual([92, 108]);
	});

	it("keeps the gap, the order and the bounds", () => {
		fc.assert(
			fc.property(positions, (wanted) => {
				const placed = spread(wanted, 16, [0, 340]);
				const order = wanted.map((_, i) => i);
				order.sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
				const sorted = order.map((i) => placed[i] as number);
				for (const [i, position] of sorted.entries()) {
					expect(position).toBeGreaterThanOrEqual(-tolerance);
					expect(position).toBeLessThanOrEqual(340 + tolerance);
					const before = sorted[i - 1];
					if (before === undefined) continue;
					expect(position - before).toBeGreaterThanOrEqual(16 - tolerance);
				}
			}),
		);
	});
});

describe("rowsWithoutOverlap", () => {
	it("uses a second row only where two intervals overlap", () => {
		const intervals = [
			[0, 10],
			[5, 12],
			[10, 20],
		] as const;
		expect(rowsWithoutOverlap(intervals)).toEqual([0, 1, 0]);
	});
});

describe("wrapText", () => {
	it("loses no word", () => {
		const words = fc.array(fc.stringMatching(/^[a-z]{1,30}$/), {
			maxLength: 40,
		});
		fc.assert(
			fc.property(words, (list) => {
				const lines = wrapText(list.join(" "), 200, 12);
				expect(lines.flatMap((line) => line.split(" "))).toEqual(list);
			}),
		);
	});
});
