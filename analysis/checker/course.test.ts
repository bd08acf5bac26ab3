import { expect, test } from "vitest";
import type { LabEvent } from "../../schema/event.ts";
import { faultFreePeriods } from "./course.ts";

const chaos = (time: number, event: LabEvent["event"]): LabEvent => ({
	time,
	source: "chaos",
	event,
	...(event.startsWith("fault-") && { fault: "squeeze-cpu", faultNumber: 0 }),
});
const deleted: LabEvent = {
	time: 40,
	source: "kubernetes",
	event: "deleting",
	pod: "pod-0",
	uid: "old",
};
const run = [
	chaos(10, "run-started"),
	chaos(20, "fault-injected"),
	chaos(25, "fault-healed"),
	chaos(30, "fault-recovered"),
	chaos(50, "run-ended"),
];

test("all of the measured period is calm but faults, until the system is steady again, and losses", () => {
	expect(faultFreePeriods(run, ["pod-0"])).toEqual([
		{ start: 10, end: 20 },
		{ start: 30, end: 50 },
	]);
	expect(faultFreePeriods([deleted, ...run].reverse(), ["pod-0"])).toEqual([
		{ start: 10, end: 20 },
		{ start: 30, end: 40 },
	]);
});

test("what is never steady again leaves no calm behind it", () => {
	const never = run.filter(({ event }) => event !== "fault-recovered");
	expect(faultFreePeriods(never, ["pod-0"])).toEqual([{ start: 10, end: 20 }]);
});

test("nothing is calm where nothing is known", () => {
	expect(faultFreePeriods([], ["pod-0"])).toEqual([]);
});
