import { field, isObject } from "../../provider/values.ts";
import { condition, count } from "./readiness.ts";

/** Why a Pod isn't ready. */
export interface Trouble {
	/** What is in trouble, e.g. `Pod pod-0`. */
	subject: string;
	/** Kubernetes' word for it, e.g. `ImagePullBackOff`. */
	reason: string;
	message: string;
	/** It doesn't go away by waiting. */
	hopeless: boolean;
}

const HOPELESS_REASONS = new Set([
	"InvalidImageName",
	"ErrImageNeverPull",
	"ErrImagePull",
	"ImagePullBackOff",
	"CreateContainerConfigError",
	"CreateContainerError",
]);
/** A container that ends that often before it becomes ready isn't just waiting for its neighbours. */
const HOPELESS_RESTARTS = 5;

/** The first thing that keeps a Pod from being ready; undefined when nothing does, or the Pod is being deleted. */
export function podTrouble(pod: unknown): Trouble | undefined {
	const subject = `Pod ${field(pod, "metadata", "name")}`;
	const trouble = (reason: string, message: string, hopeless = false) => ({
		subject,
		reason,
		message,
		hopeless,
	});
	if (field(pod, "metadata", "deletionTimestamp") !== undefined)
		return undefined;
	const phase = field(pod, "status", "phase");
	if (phase === "Succeeded" || condition(pod, "Ready")?.status === "True")
		return undefined;
	if (phase === "Failed")
		return trouble(
			text(field(pod, "status", "reason")) || "Failed",
			text(field(pod, "status", "message")) || endings(pod),
			true,
		);
	const scheduled = condition(pod, "PodScheduled");
	if (scheduled?.status === "False")
		return trouble(
			text(scheduled.reason) || "Unschedulable",
			text(scheduled.message),
		);
	for (const status of containerStatuses(pod)) {
		const name = `container ${field(status, "name")}`;
		const reason = text(field(status, "state", "waiting", "reason"));
		const message = text(field(status, "state", "waiting", "message"));
		if (reason === "CrashLoopBackOff") {
			const restarts = count(status, "restartCount");
			return trouble(
				reason,
				`${name} ended ${restarts} times, last with ${ending(field(status, "lastState", "terminated"))}`,
				restarts >= HOPELESS_RESTARTS,
			);
		}
		if (
			reason !== "" &&
			!["ContainerCreating", "PodInitializing"].includes(reason)
		)
			return trouble(
				reason,
				[name, message].filter((part) => part !== "").join(": "),
				HOPELESS_REASONS.has(reason),
			);
		const terminated = field(status, "state", "terminated");
		if (terminated !== undefined && count(terminated, "exitCode") !== 0)
			return trouble("Terminated", `${name} ended with ${ending(terminated)}`);
	}
	const unready = containerStatuses(pod).filter(
		(status) =>
			field(status, "ready") !== true &&
			field(status, "state", "running") !== undefined,
	);
	if (unready.length > 0)
		return trouble(
			"NotReady",
			`container ${unready.map((status) => field(status, "name")).join(", ")} runs, but its readiness probe has not succeeded`,
		);
	return trouble("Pending", "its containers have not been started yet");
}

function containerStatuses(pod: unknown): Record<string, unknown>[] {
	return ["initContainerStatuses", "containerStatuses"].flatMap((list) => {
		const statuses = field(pod, "status", list);
		return Array.isArray(statuses) ? statuses.filter(isObject) : [];
	});
}

function endings(pod: unknown): string {
	return containerStatuses(pod)
		.filter((status) => field(status, "state", "terminated") !== undefined)
		.map(
			(status) =>
				`container ${field(status, "name")} ended with ${ending(field(status, "state", "terminated"))}`,
		)
		.join(", ");
}

function ending(terminated: unknown): string {
	const reason = text(field(terminated, "reason"));
	const message = text(field(terminated, "message")).trim();
	return `exit code ${count(terminated, "exitCode")}${reason && reason !== "Error" ? ` (${reason})` : ""}${message ? `: ${message}` : ""}`;
}

function text(value: unknown): string {
	return typeof value === "string" ? value : "";
}

/** `Pod pod-0: ImagePullBackOff: container app: …` */
export function describeTrouble({ subject, reason, message }: Trouble): string {
	return `${subject}: ${reason}${message === "" ? "" : `: ${message}`}`;
}
