import { expect, test } from "vitest";
import type { LabEvent } from "../../schema/event.ts";
import { faultsIn } from "./faults.ts";
import { lossesIn } from "./losses.ts";

const period = { start: 0, end: 100 };
const identities = ["pod-0", "pod-1"];

function lossesOf(...events: LabEvent[]) {
	const faults = faultsIn(events, period);
	return lossesIn(events, period, faults, identities).map(({ kind, pod, uid, time, until }) => [
		kind,
		pod,
		uid,
		time,
		until,
	]);
}

function watched(time: number, event: LabEvent["event"], uid: string): LabEvent {
	return { time, source: "kubernetes", event, pod: "pod-0", uid };
}

function hit(time: number, fault: string, fields: Partial<LabEvent>): LabEvent {
	return { time, source: "chaos", event: "fault-injected", fault, ...fields };
}

test("a Pod's deletion counts once, from where it began, until the next one of the same identity", () => {
	expect(
		lossesOf(
			watched(10, "deleting", "a"),
			watched(11, "deleted", "a"),
			watched(20, "deleting", "b"),
			watched(101, "deleting", "c"),
		),
	).toEqual([
		["deletion", "pod-0", "a", 10, 20],
		["deletion", "pod-0", "b", 20, Number.POSITIVE_INFINITY],
	]);
});

test("a kill of the application is a loss, and that of another container isn't", () => {
	expect(
		lossesOf(
			hit(10, "kill-pods", { pod: "pod-0", uid: "a", faultNumber: 0 }),
			hit(20, "kill-container", { pod: "pod-1", uid: "x", faultNumber: 1 }),
			hit(30, "kill-container:hazelcast", {
				pod: "pod-1",
				uid: "x",
				faultNumber: 2,
			}),
			hit(40, "freeze", { pod: "pod-0", uid: "a", faultNumber: 3 }),
		),
	).toEqual([
		["kill", "pod-0", "a", 10, Number.POSITIVE_INFINITY],
		["kill", "pod-1", "x", 20, Number.POSITIVE_INFINITY],
	]);
});

test("a Pod that was killed and deleted later was lost twice, but not one that was killed while being deleted", () => {
	const kill = hit(10, "kill-pods", { pod: "pod-0", uid: "a" });
	expect(lossesOf(kill, watched(20, "deleting", "a"))).toEqual([
		["kill", "pod-0", "a", 10, 20],
		["deletion", "pod-0", "a", 20, Number.POSITIVE_INFINITY],
	]);
	expect(lossesOf(watched(9, "deleting", "a"), kill)).toEqual([
		["deletion", "pod-0", "a", 9, Number.POSITIVE_INFINITY],
	]);
});

test("Pods that are no replicas are lost to nobody", () => {
	expect(
		lossesOf({ ...watched(10, "deleting", "s"), pod: "store-0" }, hit(20, "kill-pods", { pod: "store-0", uid: "s" })),
	).toEqual([]);
});
