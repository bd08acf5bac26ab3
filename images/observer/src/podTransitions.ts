import type { V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import type { LabEvent } from "../../../schema/event.ts";

/** An event of a Pod's life, without the time at which it was seen. */
export type PodEvent = Pick<LabEvent, "event" | "pod" | "uid" | "container" | "detail">;

/**
 * What happened to a Pod between two versions of it, in the order of a Pod's life. Versions may be
 * far apart (a watch may skip some), so one pair can yield several events. `null` before: not there
 * yet; `null` after: gone.
 */
export function podTransitions(previous: V1Pod | null, next: V1Pod | null): PodEvent[] {
	if (previous && next && uidOf(previous) !== uidOf(next)) {
		return [...podTransitions(previous, null), ...podTransitions(null, next)];
	}
	const subject = next ?? previous;
	if (!subject) return [];
	const events: PodEvent[] = [];
	const add = (event: PodEvent["event"], more: { container?: string; detail?: string } = {}) =>
		events.push({
			event,
			...(subject.metadata?.name ? { pod: subject.metadata.name } : {}),
			...(subject.metadata?.uid ? { uid: subject.metadata.uid } : {}),
			...more,
		});

	if (!previous) add("created");
	if (next) {
		if (holds(next, "PodScheduled") && !holds(previous, "PodScheduled")) {
			add("scheduled", next.spec?.nodeName ? { detail: next.spec.nodeName } : {});
		}
		for (const { event, container, detail } of containerChanges(previous, next)) {
			add(event, { container, ...(detail ? { detail } : {}) });
		}
		const ready = holds(next, "Ready");
		const wasReady = holds(previous, "Ready");
		if (ready && !wasReady) add("ready");
		if (!ready && wasReady) add("unready");
		if (isDeleting(next) && !isDeleting(previous)) {
			const grace = next.metadata?.deletionGracePeriodSeconds;
			add("deleting", grace === undefined ? {} : { detail: `grace ${grace} s` });
		}
	} else {
		add("deleted");
	}
	return events;
}

interface ContainerChange {
	event: "started" | "terminated";
	container: string;
	detail?: string;
}

function containerChanges(previous: V1Pod | null, next: V1Pod): ContainerChange[] {
	const before = new Map(statuses(previous).map((status) => [status.name, status]));
	return statuses(next).flatMap((now) => changesOf(before.get(now.name) ?? null, now));
}

function changesOf(before: V1ContainerStatus | null, now: V1ContainerStatus): ContainerChange[] {
	const changes: ContainerChange[] = [];
	const container = now.name;
	const wasRunning = before?.state?.running !== undefined;
	const knownEnds = [before?.state?.terminated, before?.lastState?.terminated];
	for (const end of [now.lastState?.terminated, now.state?.terminated]) {
		if (end && !knownEnds.some((known) => known?.containerID === end.containerID)) {
			const reason = end.reason ? `, ${end.reason}` : "";
			changes.push({
				event: "terminated",
				container,
				detail: `exit code ${end.exitCode}${reason}`,
			});
		}
	}
	if (now.state?.running && !(wasRunning && before?.containerID === now.containerID)) {
		changes.push({ event: "started", container });
	}
	return changes;
}

function statuses(pod: V1Pod | null): V1ContainerStatus[] {
	return [...(pod?.status?.initContainerStatuses ?? []), ...(pod?.status?.containerStatuses ?? [])];
}

function holds(pod: V1Pod | null, condition: string): boolean {
	return pod?.status?.conditions?.some(({ type, status }) => type === condition && status === "True") ?? false;
}

function isDeleting(pod: V1Pod | null): boolean {
	return pod?.metadata?.deletionTimestamp !== undefined;
}

function uidOf(pod: V1Pod): string | undefined {
	return pod.metadata?.uid;
}
