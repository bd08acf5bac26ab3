import type { V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { podTransitions } from "./podTransitions.ts";

function pod(over: {
	uid?: string;
	conditions?: Record<string, boolean>;
	containers?: V1ContainerStatus[];
	deleting?: boolean;
}): V1Pod {
	return {
		metadata: {
			name: "pod-0",
			uid: over.uid ?? "u1",
			...(over.deleting ? { deletionTimestamp: new Date(), deletionGracePeriodSeconds: 1 } : {}),
		},
		spec: { containers: [], nodeName: "node-0" },
		status: {
			conditions: Object.entries(over.conditions ?? {}).map(([type, holds]) => ({
				type,
				status: holds ? "True" : "False",
			})),
			containerStatuses: over.containers ?? [],
		},
	};
}

function container(
	state: V1ContainerStatus["state"],
	containerID = "c1",
	lastState: V1ContainerStatus["lastState"] = {},
): V1ContainerStatus {
	return {
		name: "app",
		image: "",
		imageID: "",
		ready: false,
		restartCount: 0,
		containerID,
		lastState,
		...(state ? { state } : {}),
	};
}
const running = { running: { startedAt: new Date() } };
const terminated = (containerID: string, exitCode = 0) => ({
	terminated: {
		containerID,
		exitCode,
		reason: exitCode ? "Error" : "Completed",
	},
});

const names = (previous: V1Pod | null, next: V1Pod | null) => podTransitions(previous, next).map(({ event }) => event);

test("a Pod's whole life, step by step", () => {
	const stages: (V1Pod | null)[] = [
		null,
		pod({}),
		pod({ conditions: { PodScheduled: true } }),
		pod({
			conditions: { PodScheduled: true, Ready: false },
			containers: [container(running)],
		}),
		pod({
			conditions: { PodScheduled: true, Ready: true },
			containers: [container(running)],
		}),
		pod({
			conditions: { PodScheduled: true, Ready: true },
			containers: [container(running)],
			deleting: true,
		}),
		pod({
			conditions: { PodScheduled: true, Ready: false },
			containers: [container(terminated("c1"))],
			deleting: true,
		}),
		null,
	];
	expect(stages.slice(1).map((stage, i) => names(stages[i] ?? null, stage))).toEqual([
		["created"],
		["scheduled"],
		["started"],
		["ready"],
		["deleting"],
		["terminated", "unready"],
		["deleted"],
	]);
});

test("skipped versions yield all their events at once, in the order of a life", () => {
	expect(
		podTransitions(
			null,
			pod({
				conditions: { PodScheduled: true, Ready: true },
				containers: [container(running)],
			}),
		),
	).toEqual([
		{ event: "created", pod: "pod-0", uid: "u1" },
		{ event: "scheduled", pod: "pod-0", uid: "u1", detail: "node-0" },
		{ event: "started", pod: "pod-0", uid: "u1", container: "app" },
		{ event: "ready", pod: "pod-0", uid: "u1" },
	]);
});

test("the same version twice yields nothing", () => {
	const same = pod({
		conditions: { PodScheduled: true, Ready: true },
		containers: [container(running)],
		deleting: true,
	});
	expect(podTransitions(same, same)).toEqual([]);
	expect(podTransitions(null, null)).toEqual([]);
});

test("a container that crashed and runs again ended and started", () => {
	const before = pod({ containers: [container(running, "c1")] });
	const after = pod({
		containers: [container(running, "c2", terminated("c1", 137))],
	});
	expect(podTransitions(before, after)).toEqual([
		{
			event: "terminated",
			pod: "pod-0",
			uid: "u1",
			container: "app",
			detail: "exit code 137, Error",
		},
		{ event: "started", pod: "pod-0", uid: "u1", container: "app" },
	]);
});

test("an end is told once, though it moves from state to last state", () => {
	const ended = pod({ containers: [container(terminated("c1", 1), "c1")] });
	const waiting = pod({
		containers: [container({ waiting: { reason: "CrashLoopBackOff" } }, "c1", terminated("c1", 1))],
	});
	const again = pod({
		containers: [container(running, "c2", terminated("c1", 1))],
	});
	expect(names(ended, waiting)).toEqual([]);
	expect(names(waiting, again)).toEqual(["started"]);
});

test("a successor of the same name ends its predecessor first", () => {
	expect(podTransitions(pod({ uid: "u1" }), pod({ uid: "u2" })).map(({ event, uid }) => [event, uid])).toEqual([
		["deleted", "u1"],
		["created", "u2"],
	]);
});

test("a Pod that has never been ready isn't unready", () => {
	expect(names(pod({}), pod({ conditions: { Ready: false } }))).toEqual([]);
});
