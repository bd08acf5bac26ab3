import fc from "fast-check";
import { expect, test } from "vitest";
import { judge, sideOf } from "./claim.ts";

const within = { kind: "within", low: 40, high: 50 } as const;
const interval = (low: number, high: number) => ({
	low,
	high,
	confidence: 0.95,
});

test("a claimed range holds only for an interval that lies inside it", () => {
	expect(judge(within, interval(40, 50))).toBe("holds");
	expect(judge(within, interval(2, 4))).toBe("does not hold");
	expect(judge(within, interval(51, 60))).toBe("does not hold");
	expect(judge(within, interval(45, 60))).toBe("undecided");
	expect(judge(within, interval(30, 60))).toBe("undecided");
});

test("what doesn't hold lies on one side", () => {
	expect(sideOf(within, interval(2, 4))).toBe("lower");
	expect(sideOf(within, interval(51, 60))).toBe("higher");
	expect(sideOf({ kind: "atMost", limit: 30 }, interval(31, 32))).toBe("higher");
	expect(sideOf({ kind: "above", limit: 8 }, interval(1, 2))).toBe("lower");
});

test("a bound is undecided as long as the interval lies on both of its sides", () => {
	const below = { kind: "below", limit: 30 } as const;
	expect(judge(below, interval(3, 29.9))).toBe("holds");
	expect(judge(below, interval(3, 30))).toBe("undecided");
	expect(judge(below, interval(30, 31))).toBe("does not hold");
	expect(judge({ kind: "atMost", limit: 30 }, interval(3, 30))).toBe("holds");
	const above = { kind: "above", limit: 8 } as const;
	expect(judge(above, interval(8, 9))).toBe("undecided");
	expect(judge(above, interval(8.1, 9))).toBe("holds");
});

test("a narrower interval never contradicts what a wider one showed", () => {
	const numbers = fc.float({ min: 0, max: 100, noNaN: true });
	const limits = fc.oneof(
		fc
			.constantFrom("below" as const, "atMost" as const, "above" as const)
			.chain((kind) => numbers.map((limit) => ({ kind, limit }))),
		fc.tuple(numbers, numbers).map(([a, b]) => ({
			kind: "within" as const,
			low: Math.min(a, b),
			high: Math.max(a, b),
		})),
	);
	const four = fc.tuple(numbers, numbers, numbers, numbers).map((values) => values.sort((a, b) => a - b));
	fc.assert(
		fc.property(limits, four, (limit, values) => {
			const [a, b, c, d] = values as [number, number, number, number];
			const wide = judge(limit, interval(a, d));
			fc.pre(wide !== "undecided");
			expect(judge(limit, interval(b, c))).toBe(wide);
		}),
	);
});
