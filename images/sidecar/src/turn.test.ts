import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joiningAtOnce, Turn, turnPassesAfterSeconds } from "./turn.ts";

test("while a cluster grows one by one, never more than a few are on their way, and all get in", () => {
	fc.assert(
		fc.property(fc.integer({ min: 3, max: 100 }), (replicas) => {
			const turns = Array.from({ length: replicas }, (_, ordinal) => new Turn(ordinal, () => 0));
			const started = new Set([0]);
			for (let joined = 1; joined < replicas; joined++) {
				for (const [ordinal, turn] of turns.entries()) {
					if (turn.hasCome(joined)) started.add(ordinal);
				}
				expect(started.size - joined).toBeLessThanOrEqual(joiningAtOnce);
				expect(started.size).toBeGreaterThan(joined);
			}
			expect(started.size).toBe(replicas);
		}),
	);
});

test("whoever is alone away joins at once", () => {
	fc.assert(
		fc.property(
			fc
				.integer({ min: 3, max: 100 })
				.chain((replicas) => fc.tuple(fc.constant(replicas), fc.nat({ max: replicas - 1 }))),
			([replicas, ordinal]) => {
				expect(new Turn(ordinal, () => 0).hasCome(replicas - 1)).toBe(true);
			},
		),
	);
});

describe("a turn that doesn't come", () => {
	test("comes all the same when nobody has joined for long", () => {
		let now = 100;
		const turn = new Turn(30, () => now);
		expect(turn.hasCome(5)).toBe(false);
		now += turnPassesAfterSeconds;
		expect(turn.hasCome(5)).toBe(false);
		now += 1;
		expect(turn.hasCome(5)).toBe(true);
	});

	test("is waited for anew with each that joins", () => {
		let now = 100;
		const turn = new Turn(30, () => now);
		for (let size = 5; size < 20; size++) {
			expect(turn.hasCome(size)).toBe(false);
			now += turnPassesAfterSeconds;
		}
	});
});
