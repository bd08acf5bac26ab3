import type { LabEvent } from "../schema/event.ts";
import type { Recovery } from "../schema/run.ts";
import type { ProcessHistory } from "./history.ts";
import type { Deletion } from "./timeline.ts";

/**
 * How one deleted Pod came back. Everything is by the observer's clock: events as its watch received them, updates as
 * their acknowledgements were recorded.
 *
 * RTO = deletion → first acknowledged update of a successor process. Kubernetes' share ends at the successor's first
 * sign of life, which is its Pod's first container start in the watch or the application's own word, whichever came
 * first: a busy kubelet reports late. Where the method runs containers of its own before the application, their start
 * is the method's share.
 *
 * @param processes of the deleted Pod's identity
 */
export function recoveryOf(
	deletion: Deletion,
	processes: readonly ProcessHistory[],
	events: readonly LabEvent[],
): Recovery {
	const after = events.filter(
		({ pod, time }) => pod === deletion.pod && time >= deletion.time,
	);
	const since = (matches: (event: LabEvent) => boolean): number | null =>
		span(deletion.time, after.find(matches)?.time);
	const ofSuccessor = ({ uid }: LabEvent) =>
		uid === undefined || deletion.uid === null || uid !== deletion.uid;
	const step = (name: LabEvent["event"]) =>
		since((event) => event.event === name && ofSuccessor(event));

	const { predecessors, successors } = split(processes, deletion, events);
	const successorStarts = new Set(successors.map(({ process }) => process));
	const ofSuccessorProcess = ({ process }: LabEvent) =>
		process === undefined || successorStarts.has(process);
	const startedSeconds = earliest(
		step("started"),
		since((event) => event.event === "process-started"),
	);
	const persistedSeconds = span(deletion.time, firstUpdate(successors));
	return {
		pod: deletion.pod,
		uid: deletion.uid,
		deleted: new Date(deletion.time * 1000).toISOString(),
		rtoSeconds: persistedSeconds,
		kubernetesSeconds: startedSeconds,
		methodSeconds:
			persistedSeconds === null || startedSeconds === null
				? null
				: Math.max(0, persistedSeconds - startedSeconds),
		rpoUpdates: lostUpdates(predecessors, successors),
		steps: {
			terminatedSeconds: span(deletion.time, terminated(deletion, events)),
			createdSeconds: step("created"),
			scheduledSeconds: step("scheduled"),
			startedSeconds,
			methodReadySeconds: since(
				(event) => event.event === "method-ready" && ofSuccessorProcess(event),
			),
			readySeconds: step("ready"),
			persistedSeconds,
		},
	};
}

/**
 * When the last container of the deleted Pod ended. The watch may miss how a container ended; then the Pod's own end
 * says that none is left.
 */
function terminated(
	deletion: Deletion,
	events: readonly LabEvent[],
): number | undefined {
	const newest = new Map<string, LabEvent>();
	let deleted: number | undefined;
	for (const event of events) {
		const { pod, uid, container = "", time } = event;
		if (pod !== deletion.pod) continue;
		if (uid !== undefined && uid !== deletion.uid) continue;
		if (event.event === "started" || event.event === "terminated") {
			newest.set(container, event);
		} else if (event.event === "deleted" && time >= deletion.time) {
			deleted ??= time;
		}
	}
	const ends = [...newest.values()];
	if (ends.some(({ event }) => event === "started")) return deleted;
	const last = Math.max(...ends.map(({ time }) => time));
	return last >= deletion.time ? last : deleted;
}

/** A process belongs to a successor if nothing was heard of it before the deletion. */
function split(
	processes: readonly ProcessHistory[],
	deletion: Deletion,
	events: readonly LabEvent[],
) {
	const announced = new Set<number>();
	for (const { pod, process, time } of events) {
		if (pod !== deletion.pod || process === undefined) continue;
		if (time < deletion.time) announced.add(process);
	}
	const predecessors: ProcessHistory[] = [];
	const successors: ProcessHistory[] = [];
	for (const process of processes) {
		const before =
			process.firstReceived < deletion.time || announced.has(process.process);
		(before ? predecessors : successors).push(process);
	}
	return { predecessors, successors };
}

function firstUpdate(processes: readonly ProcessHistory[]): number | undefined {
	let first: number | undefined;
	for (const { operations } of processes) {
		for (const { answer } of operations) {
			if (answer?.type !== "ok" || answer.kind !== "persist") continue;
			if (first === undefined || answer.received < first) {
				first = answer.received;
			}
		}
	}
	return first;
}

function lostUpdates(
	predecessors: readonly ProcessHistory[],
	successors: readonly ProcessHistory[],
): number | null {
	let acknowledged = -1;
	for (const { operations } of predecessors) {
		for (const { answer } of operations) {
			if (answer?.type !== "ok" || answer.kind !== "persist") continue;
			acknowledged = Math.max(acknowledged, answer.index ?? -1);
		}
	}
	for (const { operations } of successors) {
		for (const { answer } of operations) {
			if (answer?.type !== "ok" || answer.kind !== "load") continue;
			if (answer.index === null && answer.state !== null) return null;
			return Math.max(0, acknowledged - (answer.index ?? -1));
		}
	}
	return null;
}

function span(from: number, to: number | undefined): number | null {
	return to === undefined ? null : Math.max(0, to - from);
}

function earliest(a: number | null, b: number | null): number | null {
	if (a === null) return b;
	return b === null ? a : Math.min(a, b);
}
