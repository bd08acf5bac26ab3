import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { missedIntervals } from "./missedIntervals.ts";

function due(pod: string, times: readonly number[]) {
	return times.map((intendedSeconds) => ({ pod, intendedSeconds }));
}

describe("missedIntervals", () => {
	it("counts the intervals between two updates that are further apart than one", () => {
		const missed = missedIntervals(
			due("pod-0", [0.4, 1.4, 5.4, 6.4, 7.4, 8.4, 9.4]),
			["pod-0"],
			10,
			1,
		);
		expect(missed.get("pod-0")).toBe(3);
	});

	it("counts a Pod that never came back until the end", () => {
		const missed = missedIntervals(due("pod-0", [0.4, 1.4]), ["pod-0"], 10, 1);
		expect(missed.get("pod-0")).toBe(8);
	});

	it("lists Pods that missed nothing and those without any update", () => {
		const missed = missedIntervals(
			due("pod-0", [0.4, 1.4, 2.4]),
			["pod-0", "pod-1"],
			3,
			1,
		);
		expect([...missed]).toEqual([
			["pod-0", 0],
			["pod-1", 2],
		]);
	});

	it("misses nothing in an unbroken schedule of any interval and phase, and exactly what is cut out of it", () => {
		fc.assert(
			fc.property(
				fc.double({ min: 0.05, max: 5, noNaN: true }),
				fc.double({ min: 0, max: 0.999, noNaN: true }),
				fc.integer({ min: 4, max: 60 }),
				fc.integer({ min: 1, max: 50 }),
				(interval, phase, count, cut) => {
					const times = Array.from(
						{ length: count },
						(_, k) => (k + phase) * interval,
					);
					const missedIn = (kept: number[]) =>
						missedIntervals(
							due("pod-0", kept),
							["pod-0"],
							count * interval,
							interval,
						).get("pod-0");
					expect(missedIn(times)).toBe(0);
					const removed = Math.min(cut, count - 2);
					times.splice(1, removed);
					expect(missedIn(times)).toBe(removed);
				},
			),
		);
	});
});
