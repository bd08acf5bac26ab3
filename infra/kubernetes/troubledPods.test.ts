import type { V1Pod } from "@kubernetes/client-node";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { tellTroubledPods } from "./troubledPods.ts";

let pods: V1Pod[];
let told: string[];
let stop: () => void;

beforeEach(() => {
	vi.useFakeTimers();
	pods = [];
	told = [];
	stop = tellTroubledPods(
		async () => pods,
		(sentence) => told.push(sentence),
	);
});
afterEach(() => {
	stop();
	vi.useRealTimers();
});

const pending: V1Pod = {
	metadata: { name: "pod-0", namespace: "lab", uid: "1" },
	status: { phase: "Pending" },
};
const unschedulable: V1Pod = {
	...pending,
	status: {
		phase: "Pending",
		conditions: [
			{ type: "PodScheduled", status: "False", reason: "Unschedulable" },
		],
	},
};
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

test("a trouble that lasts is told within half a minute, once", async () => {
	pods = [unschedulable];
	await seconds(30);
	expect(told).toEqual(["Pod lab/pod-0 doesn't start: Unschedulable"]);
	await seconds(300);
	expect(told).toHaveLength(1);
});

test("a trouble that comes and goes is not told", async () => {
	for (let i = 0; i < 5; i++) {
		pods = [unschedulable];
		await seconds(7);
		pods = [pending];
		await seconds(7);
	}
	expect(told).toEqual([]);
});

test("once stopped, nothing is looked at nor told", async () => {
	pods = [unschedulable];
	await seconds(11);
	stop();
	await seconds(60);
	expect(told).toEqual([]);
	expect(vi.getTimerCount()).toBe(0);
});

test("a cluster that gives no answer is asked again", async () => {
	stop();
	let asked = 0;
	stop = tellTroubledPods(
		async () => {
			asked++;
			if (asked < 3) throw new Error("no answer");
			return [unschedulable];
		},
		(sentence) => told.push(sentence),
	);
	await seconds(60);
	expect(told).toHaveLength(1);
});
