import { field } from "../../provider/values.ts";
import {
	condition,
	count,
	failed,
	isObserved,
	READY,
	type Readiness,
	waiting,
} from "./readiness.ts";

const UNOBSERVED = waiting("waiting for its controller");

/** How many replicas a workload asks for; Kubernetes' default is one. */
function wanted(object: unknown): number {
	const replicas = field(object, "spec", "replicas");
	return typeof replicas === "number" ? replicas : 1;
}

/** Rolled out: every replica is of the latest revision and ready. A partition leaves the replicas below it as they are. */
export function statefulSetReadiness(object: unknown): Readiness {
	if (!isObserved(object)) return UNOBSERVED;
	const replicas = wanted(object);
	const ready = count(object, "status", "readyReplicas");
	const updated = count(object, "status", "updatedReplicas");
	const present = count(object, "status", "replicas");
	const partition = count(
		object,
		"spec",
		"updateStrategy",
		"rollingUpdate",
		"partition",
	);
	const toUpdate =
		field(object, "spec", "updateStrategy", "type") === "OnDelete"
			? 0
			: Math.max(0, replicas - partition);
	if (ready < replicas)
		return waiting(`${ready} of ${replicas} replicas are ready`);
	if (updated < toUpdate)
		return waiting(`${updated} of ${toUpdate} replicas are updated`);
	if (present > replicas)
		return waiting(`${present - replicas} surplus replicas are still there`);
	return READY;
}

/** Rolled out and available, and no replica of an older revision left. */
export function deploymentReadiness(object: unknown): Readiness {
	if (!isObserved(object)) return UNOBSERVED;
	const progressing = condition(object, "Progressing");
	if (progressing?.reason === "ProgressDeadlineExceeded")
		return failed(`it made no progress: ${progressing.message}`);
	const refused = condition(object, "ReplicaFailure");
	const why = refused?.status === "True" ? ` (${refused.message})` : "";
	const replicas = wanted(object);
	const updated = count(object, "status", "updatedReplicas");
	const available = count(object, "status", "availableReplicas");
	const present = count(object, "status", "replicas");
	if (updated < replicas)
		return waiting(`${updated} of ${replicas} replicas are updated${why}`);
	if (present > updated)
		return waiting(`${present - updated} old replicas are still there`);
	if (available < replicas)
		return waiting(`${available} of ${replicas} replicas are available${why}`);
	return READY;
}

/** Every node that should run it does, in the latest revision. */
export function daemonSetReadiness(object: unknown): Readiness {
	if (!isObserved(object)) return UNOBSERVED;
	const desired = count(object, "status", "desiredNumberScheduled");
	const updated = count(object, "status", "updatedNumberScheduled");
	const available = count(object, "status", "numberAvailable");
	if (
		field(object, "spec", "updateStrategy", "type") !== "OnDelete" &&
		updated < desired
	)
		return waiting(`${updated} of ${desired} nodes run the latest revision`);
	if (available < desired)
		return waiting(`it is available on ${available} of ${desired} nodes`);
	return READY;
}

/** Complete. A suspended Job waits for somebody else, so it counts as ready. */
export function jobReadiness(object: unknown): Readiness {
	const failure = condition(object, "Failed");
	if (failure?.status === "True")
		return failed(`it failed: ${failure.message || failure.reason}`);
	if (condition(object, "Complete")?.status === "True") return READY;
	if (field(object, "spec", "suspend") === true) return READY;
	const completions = field(object, "spec", "completions");
	return waiting(
		`${count(object, "status", "succeeded")} of ${typeof completions === "number" ? completions : 1} completions`,
	);
}

/** Ready, or finished well. */
export function podReadiness(object: unknown): Readiness {
	const phase = field(object, "status", "phase");
	if (phase === "Succeeded") return READY;
	if (phase === "Failed")
		return failed(
			`it failed: ${field(object, "status", "message") || field(object, "status", "reason") || "see its containers' logs"}`,
		);
	if (condition(object, "Ready")?.status === "True") return READY;
	return waiting(`it is ${phase ?? "Pending"} and not ready`);
}
