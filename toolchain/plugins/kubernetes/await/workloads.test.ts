import fc from "fast-check";
import { expect, test } from "vitest";
import {
	daemonSetReadiness,
	deploymentReadiness,
	jobReadiness,
	podReadiness,
	statefulSetReadiness,
} from "./workloads.ts";

function workload(spec: object, status: object) {
	return {
		metadata: { generation: 2 },
		spec,
		status: { observedGeneration: 2, ...status },
	};
}

test("a workload whose controller hasn't seen the latest generation is not ready, whatever its status", () => {
	const stale = workload(
		{ replicas: 1 },
		{
			observedGeneration: 1,
			replicas: 1,
			readyReplicas: 1,
			updatedReplicas: 1,
			availableReplicas: 1,
		},
	);
	for (const rule of [
		statefulSetReadiness,
		deploymentReadiness,
		daemonSetReadiness,
	])
		expect(rule(stale)).toEqual({
			done: false,
			message: "waiting for its controller",
		});
});

test("a StatefulSet is ready when all replicas are ready and of the latest revision", () => {
	const status = { replicas: 3, readyReplicas: 3, updatedReplicas: 3 };
	expect(statefulSetReadiness(workload({ replicas: 3 }, status)).done).toBe(
		true,
	);
	expect(
		statefulSetReadiness(
			workload({ replicas: 3 }, { ...status, readyReplicas: 2 }),
		).message,
	).toBe("2 of 3 replicas are ready");
	expect(
		statefulSetReadiness(
			workload({ replicas: 3 }, { ...status, updatedReplicas: 1 }),
		).message,
	).toBe("1 of 3 replicas are updated");
	expect(statefulSetReadiness(workload({ replicas: 2 }, status)).message).toBe(
		"1 surplus replicas are still there",
	);
	expect(statefulSetReadiness(workload({ replicas: 0 }, {})).done).toBe(true);
});

test("replicas below a StatefulSet's partition, or updated on deletion, need no update", () => {
	const status = { replicas: 3, readyReplicas: 3, updatedReplicas: 1 };
	const partition = { updateStrategy: { rollingUpdate: { partition: 2 } } };
	expect(
		statefulSetReadiness(workload({ replicas: 3, ...partition }, status)).done,
	).toBe(true);
	const onDelete = { updateStrategy: { type: "OnDelete" } };
	expect(
		statefulSetReadiness(workload({ replicas: 3, ...onDelete }, status)).done,
	).toBe(true);
});

test("a StatefulSet with fewer ready replicas than asked for is never ready", () => {
	fc.assert(
		fc.property(
			fc.nat(50),
			fc.nat(50),
			fc.nat(50),
			(replicas, ready, updated) => {
				const { done } = statefulSetReadiness(
					workload(
						{ replicas },
						{ replicas, readyReplicas: ready, updatedReplicas: updated },
					),
				);
				expect(done).toBe(ready >= replicas && updated >= replicas);
			},
		),
	);
});

test("a Deployment is ready when all replicas are updated and available and no old one is left", () => {
	const status = { replicas: 2, updatedReplicas: 2, availableReplicas: 2 };
	expect(deploymentReadiness(workload({ replicas: 2 }, status)).done).toBe(
		true,
	);
	expect(
		deploymentReadiness(
			workload({}, { replicas: 1, updatedReplicas: 1, availableReplicas: 1 }),
		).done,
	).toBe(true);
	expect(
		deploymentReadiness(workload({ replicas: 2 }, { ...status, replicas: 3 }))
			.message,
	).toBe("1 old replicas are still there");
	expect(
		deploymentReadiness(
			workload({ replicas: 2 }, { ...status, availableReplicas: 0 }),
		).message,
	).toBe("0 of 2 replicas are available");
});

test("a Deployment past its progress deadline has failed, and a refusal of its Pods is told", () => {
	expect(
		deploymentReadiness(
			workload(
				{},
				{
					conditions: [
						{
							type: "Progressing",
							status: "False",
							reason: "ProgressDeadlineExceeded",
							message: "timed out",
						},
					],
				},
			),
		),
	).toEqual({
		done: false,
		failed: true,
		message: "it made no progress: timed out",
	});
	expect(
		deploymentReadiness(
			workload(
				{},
				{
					conditions: [
						{
							type: "ReplicaFailure",
							status: "True",
							message: "violates PodSecurity",
						},
					],
				},
			),
		).message,
	).toBe("0 of 1 replicas are updated (violates PodSecurity)");
});

test("a DaemonSet is ready when every node has its latest revision", () => {
	expect(
		daemonSetReadiness(
			workload(
				{},
				{
					desiredNumberScheduled: 1,
					updatedNumberScheduled: 1,
					numberAvailable: 1,
				},
			),
		).done,
	).toBe(true);
	expect(
		daemonSetReadiness(
			workload(
				{},
				{
					desiredNumberScheduled: 2,
					updatedNumberScheduled: 2,
					numberAvailable: 1,
				},
			),
		).message,
	).toBe("it is available on 1 of 2 nodes");
});

test("a Job is ready when complete, fails when failed, and isn't waited for when suspended", () => {
	const job = (type?: string, spec = {}) => ({
		spec,
		status: {
			conditions: type ? [{ type, status: "True", message: "too often" }] : [],
			succeeded: 1,
		},
	});
	expect(jobReadiness(job("Complete")).done).toBe(true);
	expect(jobReadiness(job("Failed"))).toEqual({
		done: false,
		failed: true,
		message: "it failed: too often",
	});
	expect(jobReadiness(job(undefined, { completions: 3 })).message).toBe(
		"1 of 3 completions",
	);
	expect(jobReadiness(job(undefined, { suspend: true })).done).toBe(true);
});

test("a Pod is ready when ready or finished well", () => {
	expect(
		podReadiness({
			status: {
				phase: "Running",
				conditions: [{ type: "Ready", status: "True" }],
			},
		}).done,
	).toBe(true);
	expect(podReadiness({ status: { phase: "Succeeded" } }).done).toBe(true);
	expect(
		podReadiness({ status: { phase: "Failed", reason: "Evicted" } }),
	).toEqual({ done: false, failed: true, message: "it failed: Evicted" });
	expect(podReadiness({}).message).toBe("it is Pending and not ready");
});
