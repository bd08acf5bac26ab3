import { expect, test } from "vitest";
import { notWholeBecause, parsePod, parsePodList } from "./pods.ts";

const pod = (name: string, ready: "True" | "False", deleting = false) => ({
	metadata: {
		name,
		uid: `uid-of-${name}`,
		...(deleting && { deletionTimestamp: "2026-11-23T09:30:00Z" }),
	},
	spec: { nodeName: "holdfast-1" },
	status: {
		podIP: "198.19.0.7",
		conditions: [
			{ type: "PodScheduled", status: "True" },
			{ type: "Ready", status: ready },
		],
	},
});

test("a Pod is ready when Kubernetes says so", () => {
	expect(parsePod(pod("pod-0", "True"))).toEqual({
		name: "pod-0",
		uid: "uid-of-pod-0",
		node: "holdfast-1",
		ip: "198.19.0.7",
		ready: true,
		containers: {},
	});
	expect(parsePod(pod("pod-0", "False")).ready).toBe(false);
});

test("a Pod that is being deleted is not ready, though it still says so", () => {
	expect(parsePod(pod("pod-0", "True", true)).ready).toBe(false);
});

test("a Pod that has just been created has no address and isn't ready", () => {
	const { metadata } = pod("pod-0", "True");
	expect(parsePod({ metadata, status: {} })).toMatchObject({
		node: null,
		ip: null,
		ready: false,
	});
	expect(parsePod({ metadata })).toMatchObject({ ip: null, ready: false });
});

test("an answer that isn't what was asked for is refused", () => {
	expect(() => parsePodList({ kind: "Status" })).toThrow("not a list of Pods");
	expect(() => parsePodList(null)).toThrow("not a list of Pods");
	expect(() => parsePod({})).toThrow("not a Pod");
});

test("the system is whole when every replica is ready", () => {
	const two = parsePodList({
		items: [pod("pod-0", "True"), pod("pod-1", "False")],
	});
	expect(notWholeBecause(two, 3)).toBe("there are 2 Pods instead of 3");
	expect(notWholeBecause(two, 2)).toBe("not ready: pod-1");
	expect(notWholeBecause(two.slice(0, 1), 1)).toBeNull();
});

test("containers that run are known by their ids in the runtime", () => {
	const { metadata } = pod("pod-0", "True");
	const status = {
		initContainerStatuses: [
			{
				name: "consensus",
				containerID: "containerd://0a",
				state: { running: {} },
			},
		],
		containerStatuses: [
			{ name: "app", containerID: "containerd://0b", state: { running: {} } },
			{ name: "slow", state: { waiting: {} } },
		],
	};
	expect(parsePod({ metadata, status }).containers).toEqual({
		consensus: "0a",
		app: "0b",
	});
});

test("of an identity's two Pods the active one bears its name, and the other one says whose standby it is", () => {
	const pod = (name: string, role: string) =>
		parsePod({
			metadata: { name, uid: "u", labels: { "holdfast.dev/role": role } },
		});
	expect(pod("standby-3", "active")).toMatchObject({
		name: "pod-3",
		podName: "standby-3",
	});
	expect(pod("pod-3", "standby")).toMatchObject({
		name: "standby of pod-3",
		podName: "pod-3",
	});
});
