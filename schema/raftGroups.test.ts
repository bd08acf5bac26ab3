import fc from "fast-check";
import { expect, test } from "vitest";
import { groupCount, groupOf, groupProblem, groupSizes, majorityOf, ordinalOf } from "./raftGroups.ts";

const sizes = fc.record({
	replicas: fc.integer({ min: 3, max: 1000 }),
	groupSize: fc.constantFrom(...groupSizes),
});

test("21 replicas in groups of 5 make 5 groups, the last one of a single replica's state", () => {
	expect(groupCount(21, 5)).toBe(5);
	expect([0, 4, 5, 19, 20].map((i) => groupOf(i, 5))).toEqual([0, 0, 1, 3, 4]);
});

test("every replica's group is one of the groups, and none keeps more states than its size", () => {
	fc.assert(
		fc.property(sizes, ({ replicas, groupSize }) => {
			const states = new Array<number>(groupCount(replicas, groupSize)).fill(0);
			for (let i = 0; i < replicas; i++) {
				const group = groupOf(i, groupSize);
				expect(states[group]).toBeDefined();
				states[group] = (states[group] ?? 0) + 1;
			}
			expect(Math.max(...states)).toBeLessThanOrEqual(groupSize);
			expect(states.reduce((sum, count) => sum + count)).toBe(replicas);
		}),
	);
});

test("two majorities of a group always share a member", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 1000 }), (size) => {
			expect(2 * majorityOf(size)).toBeGreaterThan(size);
			expect(majorityOf(size)).toBeLessThanOrEqual(size);
		}),
	);
});

test("an identity's ordinal is read exactly", () => {
	expect(ordinalOf("pod-20")).toBe(20);
	for (const wrong of ["pod-", "pod-01", "pod--1", "Pod-1", "pod-1x", "1"]) {
		expect(() => ordinalOf(wrong)).toThrow(`"${wrong}" is no replica's identity such as pod-0.`);
	}
	expect(ordinalOf("hybrid-2", "hybrid")).toBe(2);
	expect(() => ordinalOf("pod-2", "hybrid")).toThrow('"pod-2" is no replica\'s identity such as hybrid-0.');
});

test("sizes that can't be are refused with what to do", () => {
	expect(groupProblem(2, 3)).toBe("A Raft group needs at least 3 members, but there are 2 replicas: choose 3 or more.");
	expect(groupProblem(5, 4)).toBe("A group size of 4 is not allowed: choose 3, 5 or 7.");
	expect(groupProblem(5, 7)).toBe("A group of 7 can't be made of 5 replicas: choose a group size of at most 5.");
	expect(groupProblem(5, 5)).toBeNull();
});
