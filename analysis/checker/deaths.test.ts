import { expect, test } from "vitest";
import type { LabEvent } from "../../schema/event.ts";
import { deathsIn } from "./deaths.ts";

const killed = (time: number, senderTime?: number): LabEvent => ({
	time,
	source: "chaos",
	event: "fault-injected",
	pod: "pod-0",
	fault: "kill-pods",
	...(senderTime !== undefined && { senderTime }),
});

const deleted = (time: number): LabEvent => ({
	time,
	source: "kubernetes",
	event: "deleted",
	pod: "pod-0",
});

test("a process was killed by when the scenario says so, however late its word arrives", () => {
	expect(deathsIn([killed(10.2, 10)])).toEqual([10]);
	expect(deathsIn([killed(10.2)])).toEqual([10.2]);
});

test("a scenario whose clock is ahead makes no death later", () => {
	expect(deathsIn([killed(10.2, 11)])).toEqual([10.2]);
});

test("deaths ascend, whoever told of them", () => {
	expect(deathsIn([deleted(10.1), killed(10.2, 10)])).toEqual([10, 10.1]);
});

test("a fault that leaves its victims alive is no death", () => {
	expect(deathsIn([{ ...killed(10), fault: "freeze" }])).toEqual([]);
	expect(deathsIn([{ ...killed(10), fault: "kill-container:hazelcast" }])).toEqual([]);
});
