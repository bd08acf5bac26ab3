import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inhabitedGroups, membersOf, seatIn, seatsOf } from "./etcdPlacement.ts";
import { groupOf, groupSizes } from "./raftGroups.ts";

const placements = fc
	.record({
		replicas: fc.integer({ min: 3, max: 100 }),
		groupSize: fc.constantFrom(...groupSizes),
	})
	.filter(({ replicas, groupSize }) => groupSize <= replicas);

test("21 replicas in groups of 5: the last group's one Pod is lent a member by the first four", () => {
	const placement = { replicas: 21, groupSize: 5 };
	expect(inhabitedGroups(placement)).toBe(5);
	expect(membersOf(1, placement)).toEqual([5, 6, 7, 8, 9]);
	expect(membersOf(4, placement)).toEqual([20, 0, 1, 2, 3]);
	expect(seatsOf(3, placement)).toEqual([
		{ seat: "own", group: 0 },
		{ seat: "lent", group: 4 },
	]);
	expect(seatsOf(4, placement)).toEqual([{ seat: "own", group: 0 }]);
	expect(seatsOf(20, placement)).toEqual([{ seat: "own", group: 4 }]);
});

describe("whatever the numbers", () => {
	test("every group has g members in different Pods, among them all whose states it keeps", () => {
		fc.assert(
			fc.property(placements, (placement) => {
				const { replicas, groupSize } = placement;
				for (let group = 0; group < inhabitedGroups(placement); group++) {
					const members = membersOf(group, placement);
					expect(new Set(members).size).toBe(groupSize);
					for (let ordinal = 0; ordinal < replicas; ordinal++) {
						if (groupOf(ordinal, groupSize) !== group) continue;
						expect(members).toContain(ordinal);
					}
				}
			}),
		);
	});

	test("Pods and groups agree on who is where, and no Pod has two members in one seat", () => {
		fc.assert(
			fc.property(placements, (placement) => {
				for (let ordinal = 0; ordinal < placement.replicas; ordinal++) {
					const seats = seatsOf(ordinal, placement);
					const groups = Array.from({ length: inhabitedGroups(placement) }, (_, group) => group).filter((group) =>
						membersOf(group, placement).includes(ordinal),
					);
					expect(seats.map(({ group }) => group).toSorted(byNumber)).toEqual(groups);
					expect(new Set(seats.map(({ seat }) => seat)).size).toBe(seats.length);
					for (const { seat, group } of seats) {
						expect(seatIn(group, ordinal, placement)).toBe(seat);
					}
				}
			}),
		);
	});
});

const byNumber = (a: number, b: number) => a - b;
