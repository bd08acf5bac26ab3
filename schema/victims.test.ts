import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseVictims, inNaturalOrder, mulberry32 } from "./victims.ts";

const names = (count: number) => Array.from({ length: count }, (_, i) => `pod-${i}`);

test("mulberry32 gives the numbers of its published definition", () => {
	const random = mulberry32(42);
	expect([random(), random(), random()]).toEqual([0.6011037519201636, 0.44829055899754167, 0.8524657934904099]);
});

test("victims are different replicas, as many as asked for", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(), fc.maxSafeNat(), (replicas, choice, seed) => {
			const count = choice % (replicas + 1);
			const victims = chooseVictims(names(replicas), count, seed);
			expect(new Set(victims).size).toBe(count);
			expect(names(replicas)).toEqual(expect.arrayContaining(victims));
		}),
	);
});

test("a seed chooses the same victims whatever order the names come in", () => {
	fc.assert(
		fc.property(fc.shuffledSubarray(names(21), { minLength: 21 }), fc.maxSafeNat(), (shuffled, seed) => {
			expect(chooseVictims(shuffled, 2, seed)).toEqual(chooseVictims(names(21), 2, seed));
		}),
	);
});

test("over many seeds every replica is chosen about as often", () => {
	const counts = new Map<string, number>();
	for (let seed = 0; seed < 10_000; seed++) {
		for (const name of chooseVictims(names(5), 2, seed)) {
			counts.set(name, (counts.get(name) ?? 0) + 1);
		}
	}
	for (const count of counts.values()) {
		expect(count).toBeGreaterThan(3800);
		expect(count).toBeLessThan(4200);
	}
});

test("seeds that differ only beyond 32 bits choose differently", () => {
	const chosen = new Set(
		Array.from({ length: 20 }, (_, high) => chooseVictims(names(21), 3, 1 + high * 2 ** 32).join()),
	);
	expect(chosen.size).toBeGreaterThan(10);
});

test("more victims than replicas are refused", () => {
	expect(() => chooseVictims(names(3), 4, 1)).toThrow(
		"There are 3 replicas to choose victims from: 4 can't be chosen.",
	);
});

test("natural order goes by number", () => {
	expect(inNaturalOrder(["pod-10", "pod-9", "pod-0"])).toEqual(["pod-0", "pod-9", "pod-10"]);
});
