import type { CoreV1Event, V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { creationTrouble, podTrouble } from "./podTrouble.ts";

const pod = (status: V1Pod["status"], metadata = {}): V1Pod => ({
	metadata: { name: "pod-0", namespace: "lab", uid: "1", ...metadata },
	status: { phase: "Pending", ...status },
});
const container = (status: Partial<V1ContainerStatus>, phase = "Pending"): V1Pod =>
	pod({
		phase,
		containerStatuses: [
			{
				name: "app",
				image: "",
				imageID: "",
				ready: false,
				restartCount: 0,
				...status,
			},
		],
	});
const waiting = (reason: string, message?: string) =>
	container({ state: { waiting: { reason, ...(message && { message }) } } });

test.each([
	[
		"an image",
		waiting("ImagePullBackOff", 'Back-off pulling image "none"'),
		'Pod lab/pod-0 doesn\'t start: ImagePullBackOff: container app: Back-off pulling image "none"',
	],
	[
		"a Secret that isn't there",
		waiting("CreateContainerConfigError", 'secret "x" not found'),
		'Pod lab/pod-0 doesn\'t start: CreateContainerConfigError: container app: secret "x" not found',
	],
	[
		"no room",
		pod({
			conditions: [
				{
					type: "PodScheduled",
					status: "False",
					reason: "Unschedulable",
					message: "0/1 nodes are available: 1 Insufficient cpu.",
				},
			],
		}),
		"Pod lab/pod-0 doesn't start: Unschedulable: 0/1 nodes are available: 1 Insufficient cpu.",
	],
	[
		"a crash, with its last words",
		container(
			{
				restartCount: 2,
				state: { waiting: { reason: "CrashLoopBackOff" } },
				lastState: {
					terminated: { exitCode: 3, message: "no such mode\n" },
				},
			},
			"Running",
		),
		"Pod lab/pod-0 fails: CrashLoopBackOff: container app ended with exit code 3: no such mode, and was started again 2 times",
	],
	[
		"too little memory",
		container(
			{
				restartCount: 1,
				state: { waiting: { reason: "CrashLoopBackOff" } },
				lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } },
			},
			"Running",
		),
		"Pod lab/pod-0 fails: CrashLoopBackOff: container app ended with exit code 137 (OOMKilled), and was started again 1 times",
	],
	[
		"what isn't started again",
		container({ state: { terminated: { exitCode: 2 } } }, "Failed"),
		"Pod lab/pod-0 fails: container app ended with exit code 2",
	],
	[
		"an eviction",
		pod({ phase: "Failed", reason: "Evicted", message: "low on memory" }),
		"Pod lab/pod-0 fails: Evicted: low on memory",
	],
])("a Pod is kept from starting by %s", (_, given, sentence) => {
	expect(podTrouble(given)?.sentence).toBe(sentence);
});

test.each([
	["its containers are being made", waiting("ContainerCreating")],
	["an init container runs", waiting("PodInitializing")],
	["it runs", container({ state: { running: {} } }, "Running")],
	["it has just been made", pod({})],
	["it is being deleted", pod({ phase: "Failed", reason: "Evicted" }, { deletionTimestamp: new Date(0) })],
])("a Pod is in no trouble while %s", (_, given) => {
	expect(podTrouble(given)).toBeNull();
});

test("the Pods of a workload have one trouble, and the two words for an image that can't be pulled are one", () => {
	const owned = (name: string, reason: string) => ({
		...waiting(reason),
		metadata: {
			name,
			uid: name,
			ownerReferences: [{ apiVersion: "apps/v1", kind: "StatefulSet", name: "pod", uid: "7" }],
		},
	});
	const first = podTrouble(owned("pod-0", "ErrImagePull"))?.key;
	expect(podTrouble(owned("pod-1", "ImagePullBackOff"))?.key).toBe(first);
	expect(podTrouble(owned("pod-1", "RunContainerError"))?.key).not.toBe(first);
});

const since = new Date("2026-11-30T12:00:00Z");
const refused = (lastTimestamp: string): CoreV1Event => ({
	metadata: {},
	reason: "FailedCreate",
	message: 'create Pod pod-0 failed: violates PodSecurity "restricted:latest"',
	involvedObject: {
		kind: "StatefulSet",
		namespace: "lab",
		name: "pod",
		uid: "7",
	},
	lastTimestamp: new Date(lastTimestamp),
});

test("a workload whose Pods are refused makes none", () => {
	expect(creationTrouble(refused("2026-11-30T12:00:05Z"), [pod({})], since)?.sentence).toBe(
		'StatefulSet lab/pod makes no Pod: create Pod pod-0 failed: violates PodSecurity "restricted:latest"',
	);
});

test("a refusal from before, or of a workload that has Pods by now, is no trouble", () => {
	const owned = pod(
		{},
		{
			ownerReferences: [{ apiVersion: "apps/v1", kind: "StatefulSet", name: "pod", uid: "7" }],
		},
	);
	const now = refused("2026-11-30T12:00:05Z");
	expect(creationTrouble(now, [owned], since)).toBeNull();
	const before = refused("2026-11-30T11:59:59Z");
	expect(creationTrouble(before, [], since)).toBeNull();
});
