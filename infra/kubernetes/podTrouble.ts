import type { CoreV1Event, V1ContainerStatus, V1Pod } from "@kubernetes/client-node";

/** Why a Pod doesn't start, or isn't there at all. */
export interface Trouble {
	/**
	 * The same as long as it is the same trouble of the same workload, whichever of its Pods has it.
	 */
	key: string;
	/** One sentence. */
	sentence: string;
}

/** A container that has these is on its way. */
const usual: readonly string[] = ["ContainerCreating", "PodInitializing"];

/** What keeps a Pod from starting, in Kubernetes' own words; null where nothing is known to. */
export function podTrouble(pod: V1Pod): Trouble | null {
	const { metadata, status } = pod;
	if (metadata?.deletionTimestamp) return null;
	const cause = unscheduled(pod) ?? failure(pod) ?? containerTrouble(pod);
	if (cause === null) return null;
	const workload = metadata?.ownerReferences?.[0]?.uid ?? metadata?.uid;
	const verb = status?.phase === "Pending" ? "doesn't start" : "fails";
	return {
		key: `${workload} ${cause.kind}`,
		sentence: `Pod ${metadata?.namespace}/${metadata?.name} ${verb}: ${cause.text}`,
	};
}

/**
 * What keeps a workload from making Pods, such as a security profile or a quota; null where it has
 * made some since, or tried before.
 *
 * @param event of the reason `FailedCreate`
 * @param since when somebody began to look: events outlast their objects
 */
export function creationTrouble(event: CoreV1Event, pods: readonly V1Pod[], since: Date): Trouble | null {
	const { kind, namespace, name, uid } = event.involvedObject;
	const last = event.series?.lastObservedTime ?? event.lastTimestamp;
	const hasPods = pods.some(({ metadata }) => metadata?.ownerReferences?.some((owner) => owner.uid === uid));
	if (hasPods || last === undefined || last < since) return null;
	return {
		key: `${uid} creation`,
		sentence: `${kind} ${namespace}/${name} makes no Pod: ${event.message?.trim()}`,
	};
}

interface Cause {
	kind: string;
	text: string;
}

function unscheduled({ status }: V1Pod): Cause | null {
	const scheduled = status?.conditions?.find(({ type }) => type === "PodScheduled");
	return scheduled?.status === "False" ? { kind: "node", text: words(scheduled.reason, scheduled.message) } : null;
}

/** A Pod that isn't started again. */
function failure({ status }: V1Pod): Cause | null {
	if (status?.phase !== "Failed") return null;
	const ended = status.containerStatuses?.find(({ state }) => state?.terminated?.exitCode);
	return {
		kind: "failed",
		text: words(status.reason, status.message, ended && `container ${ended.name} ended with ${ending(ended.state)}`),
	};
}

function containerTrouble({ status }: V1Pod): Cause | null {
	const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
	for (const { name, state, lastState, restartCount } of containers) {
		const { reason, message } = state?.waiting ?? {};
		if (reason === undefined || usual.includes(reason)) continue;
		if (reason === "CrashLoopBackOff") {
			return {
				kind: `${name} ${reason}`,
				text: `${reason}: container ${name} ended with ${ending(lastState)}, and was started again ${restartCount} times`,
			};
		}
		return {
			// Two reasons take turns where an image can't be pulled.
			kind: `${name} ${/Image/.test(reason) ? "image" : reason}`,
			text: words(reason, `container ${name}`, message),
		};
	}
	return null;
}

function ending(state: V1ContainerStatus["state"]): string {
	const { exitCode, reason, message } = state?.terminated ?? {};
	const why = reason && reason !== "Error" ? ` (${reason})` : "";
	const said = message?.trim() ? `: ${message.trim()}` : "";
	return `exit code ${exitCode ?? "unknown"}${why}${said}`;
}

function words(...parts: (string | undefined)[]): string {
	return parts.filter((part) => part).join(": ");
}
