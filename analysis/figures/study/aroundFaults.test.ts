import { describe, expect, it } from "vitest";
import { aroundFaults } from "./aroundFaults.ts";

const at = (startSeconds: number, endSeconds: number | null) => ({
	fault: "delete-pods",
	startSeconds,
	endSeconds,
});

describe("aroundFaults", () => {
	it("reaches from 30 s before the first fault to 60 s after the last recovery", () => {
		expect(aroundFaults([at(100, 110), at(60, 66)], 300)).toEqual([30, 170]);
	});

	it("stays within the run", () => {
		expect(aroundFaults([at(15, 18)], 45)).toEqual([0, 45]);
	});

	it("lasts until the end where the system was never whole again", () => {
		expect(aroundFaults([at(60, null)], 300)).toEqual([30, 300]);
	});

	it("is the whole run without faults", () => {
		expect(aroundFaults([], 300)).toEqual([0, 300]);
	});
});
