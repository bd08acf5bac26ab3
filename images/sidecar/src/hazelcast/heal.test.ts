import { expect, test } from "vitest";
import { nextHealStep } from "./heal.ts";

const members = [
	{ uuid: "a", address: "10.0.0.1" },
	{ uuid: "b", address: "10.0.0.2" },
	{ uuid: "c", address: "10.0.0.3" },
];
/** A new Pod at 10.0.0.9, whose predecessor was "c". */
const replaced = {
	ownAddress: "10.0.0.9",
	ownSeat: null,
	cpMembers: members,
	liveAddresses: ["10.0.0.1", "10.0.0.2", "10.0.0.9"],
	predecessor: "c",
	patient: false,
};

test("before the CP Subsystem has formed, a member waits", () => {
	expect(nextHealStep({ ...replaced, cpMembers: [] })).toEqual({
		kind: "wait",
		reason: "the CP Subsystem hasn't formed",
	});
});

test("a member with a seat needs nothing, even when its note or address say otherwise", () => {
	expect(nextHealStep({ ...replaced, ownSeat: "a" })).toEqual({
		kind: "nothing",
	});
	expect(nextHealStep({ ...replaced, ownAddress: "10.0.0.2", ownSeat: "a" })).toEqual({ kind: "nothing" });
});

test("a promoted member's seat has another UUID than its member, and counts all the same", () => {
	expect(
		nextHealStep({
			...replaced,
			ownSeat: "promoted",
			cpMembers: [...members, { uuid: "promoted", address: "10.0.0.9" }],
		}),
	).toEqual({ kind: "nothing" });
});

test("a new Pod's dead predecessor is removed, and then the member is promoted", () => {
	expect(nextHealStep(replaced)).toEqual({ kind: "remove", uuid: "c" });
	expect(nextHealStep({ ...replaced, cpMembers: members.slice(0, 2) })).toEqual({ kind: "promote" });
});

test("a member that was restarted in its Pod removes the entry of its own address, though that address lives, and whatever was noted", () => {
	for (const predecessor of ["c", "b", null]) {
		for (const patient of [true, false]) {
			expect(
				nextHealStep({
					...replaced,
					ownAddress: "10.0.0.3",
					liveAddresses: ["10.0.0.1", "10.0.0.2", "10.0.0.3"],
					predecessor,
					patient,
				}),
			).toEqual({ kind: "remove", uuid: "c" });
		}
	}
});

test("a seat that the CP Subsystem doesn't know any more is none", () => {
	expect(nextHealStep({ ...replaced, ownSeat: "gone" })).toEqual({
		kind: "remove",
		uuid: "c",
	});
});

test("a predecessor that the cluster counts among the living is waited for, but not for ever", () => {
	const alive = {
		...replaced,
		liveAddresses: [...replaced.liveAddresses, "10.0.0.3"],
	};
	expect(nextHealStep({ ...alive, patient: true })).toEqual({
		kind: "wait",
		reason: "the cluster still counts the predecessor among the living",
	});
	expect(nextHealStep({ ...alive, patient: false })).toEqual({
		kind: "remove",
		uuid: "c",
	});
	expect(nextHealStep({ ...replaced, patient: true })).toEqual({
		kind: "remove",
		uuid: "c",
	});
});

test("without a known predecessor nobody is removed, however many seem dead", () => {
	for (const predecessor of [null, "never seen"]) {
		expect(nextHealStep({ ...replaced, predecessor, liveAddresses: ["10.0.0.9"] })).toEqual({ kind: "promote" });
	}
});
