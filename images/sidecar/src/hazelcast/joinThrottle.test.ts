import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JoinThrottle, joiningAtOnce, placePassesAfterSeconds } from "./joinThrottle.ts";

test("while a cluster grows one by one, never more than a few are on their way, and all get in", () => {
	fc.assert(
		fc.property(fc.integer({ min: 3, max: 100 }), (replicas) => {
			const throttles = Array.from({ length: replicas }, (_, ordinal) => new JoinThrottle(ordinal, () => 0));
			const started = new Set([0]);
			for (let joined = 1; joined < replicas; joined++) {
				for (const [ordinal, throttle] of throttles.entries()) {
					if (throttle.admits(joined)) started.add(ordinal);
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
				expect(new JoinThrottle(ordinal, () => 0).admits(replicas - 1)).toBe(true);
			},
		),
	);
});

describe("a turn that doesn't come", () => {
	test("comes all the same when nobody has joined for long", () => {
		let now = 100;
		const throttle = new JoinThrottle(30, () => now);
		expect(throttle.admits(5)).toBe(false);
		now += placePassesAfterSeconds;
		expect(throttle.admits(5)).toBe(false);
		now += 1;
		expect(throttle.admits(5)).toBe(true);
	});

	test("is waited for anew with each that joins", () => {
		let now = 100;
		const throttle = new JoinThrottle(30, () => now);
		for (let size = 5; size < 20; size++) {
			expect(throttle.admits(size)).toBe(false);
			now += placePassesAfterSeconds;
		}
	});
});
