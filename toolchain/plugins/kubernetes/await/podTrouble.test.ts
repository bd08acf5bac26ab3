import { expect, test } from "vitest";
import { describeTrouble, podTrouble } from "./podTrouble.ts";

function pod(status: object, metadata = {}) {
	return { metadata: { name: "pod-0", ...metadata }, status };
}

function containers(...statuses: object[]) {
	return pod({
		phase: "Pending",
		containerStatuses: statuses.map((status) => ({ name: "app", ...status })),
	});
}

const waiting = (reason: string, message = "") =>
	containers({ state: { waiting: { reason, message } } });

function told(object: unknown): string | undefined {
	const trouble = podTrouble(object);
	return (
		trouble &&
		`${describeTrouble(trouble)}${trouble.hopeless ? " (hopeless)" : ""}`
	);
}

test.each([
	[
		waiting("ImagePullBackOff", "no such image"),
		"Pod pod-0: ImagePullBackOff: container app: no such image (hopeless)",
	],
	[
		waiting("CreateContainerConfigError", 'secret "x" not found'),
		'Pod pod-0: CreateContainerConfigError: container app: secret "x" not found (hopeless)',
	],
	[
		waiting("ContainerCreating"),
		"Pod pod-0: Pending: its containers have not been started yet",
	],
	[
		pod({
			conditions: [
				{
					type: "PodScheduled",
					status: "False",
					reason: "Unschedulable",
					message: "0/1 nodes are available",
				},
			],
		}),
		"Pod pod-0: Unschedulable: 0/1 nodes are available",
	],
	[
		pod({ phase: "Failed", reason: "Evicted", message: "low on memory" }),
		"Pod pod-0: Evicted: low on memory (hopeless)",
	],
	[
		containers({ ready: false, state: { running: {} } }),
		"Pod pod-0: NotReady: container app runs, but its readiness probe has not succeeded",
	],
	[
		containers({ state: { terminated: { exitCode: 2, reason: "Error" } } }),
		"Pod pod-0: Terminated: container app ended with exit code 2",
	],
])("a Pod's trouble is told: %#", (object, expected) => {
	expect(told(object)).toBe(expected);
});

test("a crash loop is told with its last exit code, and hopeless after five restarts", () => {
	const crashing = (restartCount: number) =>
		containers({
			restartCount,
			state: { waiting: { reason: "CrashLoopBackOff" } },
			lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } },
		});
	expect(told(crashing(2))).toBe(
		"Pod pod-0: CrashLoopBackOff: container app ended 2 times, last with exit code 137 (OOMKilled)",
	);
	expect(told(crashing(5))).toContain("(hopeless)");
});

test("a Pod that is ready, finished or being deleted is in no trouble", () => {
	expect(
		told(pod({ conditions: [{ type: "Ready", status: "True" }] })),
	).toBeUndefined();
	expect(told(pod({ phase: "Succeeded" }))).toBeUndefined();
	expect(
		told(pod({ phase: "Failed" }, { deletionTimestamp: "now" })),
	).toBeUndefined();
});
