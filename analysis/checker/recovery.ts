import type { LabEvent } from "../schema/event.ts";
import type { OperationRecord } from "../schema/operation.ts";
import type { Recovery } from "../schema/run.ts";
import { clockToleranceSeconds } from "./clockTolerance.ts";
import type { Evidence } from "./evidence.ts";
import type { ProcessHistory } from "./history.ts";
import type { Loss } from "./losses.ts";

/**
 * How one replica came back whose Pod was deleted, or whose process was killed. Everything is by the observer's clock:
 * events as its watch received them, updates as their acknowledgements were recorded.
 *
 * RTO = loss → first acknowledged update of a successor process. Kubernetes' share ends at the successor's first
 * sign of life, which is its Pod's first container start in the watch or the application's own word, whichever came
 * first: a busy kubelet reports late. Where the method runs containers of its own before the application, their start
 * is the method's share. A successor that is taken away as well has successors of its own, which aren't this loss's.
 *
 * @param evidence of the replica's identity
 * @param events in order of time
 */
export function recoveryOf(
	loss: Loss,
	evidence: Evidence,
	events: readonly LabEvent[],
): Recovery {
	const killed = loss.kind === "kill";
	const meanwhile = events.filter(
		({ pod, time }) =>
			pod === loss.pod && time >= loss.time && time < loss.until,
	);
	const since = (matches: (event: LabEvent) => boolean): number | null =>
		span(loss.time, meanwhile.find(matches)?.time);
	const ofSuccessor = ({ uid }: LabEvent) =>
		killed || uid === undefined || loss.uid === null || uid !== loss.uid;
	const step = (name: LabEvent["event"]) =>
		since((event) => event.event === name && ofSuccessor(event));

	const { predecessors, successors } = split(evidence.processes, loss, events);
	const successorStarts = new Set(successors.map(({ process }) => process));
	const ofSuccessorProcess = ({ process }: LabEvent) =>
		process === undefined || successorStarts.has(process);
	const startedSeconds = earliest(
		step("started"),
		since((event) => event.event === "process-started"),
	);
	const persistedSeconds = span(loss.time, firstUpdate(successors));
	return {
		pod: loss.pod,
		uid: loss.uid,
		deleted: new Date(loss.time * 1000).toISOString(),
		rtoSeconds: persistedSeconds,
		kubernetesSeconds: startedSeconds,
		methodSeconds:
			persistedSeconds === null || startedSeconds === null
				? null
				: Math.max(0, persistedSeconds - startedSeconds),
		rpoUpdates: lostUpdates(predecessors, successors, evidence),
		steps: {
			terminatedSeconds: killed
				? null
				: span(loss.time, terminated(loss, events)),
			createdSeconds: killed ? null : step("created"),
			scheduledSeconds: killed ? null : step("scheduled"),
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
	deletion: Loss,
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

/** A process belongs to a successor if it was first heard of after the loss, and before the next one. */
function split(
	processes: readonly ProcessHistory[],
	loss: Loss,
	events: readonly LabEvent[],
) {
	const firstHeard = new Map<number, number>();
	for (const { pod, process, time } of events) {
		if (pod !== loss.pod || process === undefined) continue;
		if (!firstHeard.has(process)) firstHeard.set(process, time);
	}
	const heard = ({ process, firstReceived }: ProcessHistory) =>
		Math.min(firstReceived, firstHeard.get(process) ?? firstReceived);
	return {
		predecessors: processes.filter((each) => heard(each) < loss.time),
		successors: processes.filter(
			(each) => heard(each) >= loss.time && heard(each) < loss.until,
		),
	};
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

/** Updates that had been acknowledged, to the predecessors or to their clients, before the successors' first load, and that it didn't find. */
function lostUpdates(
	predecessors: readonly ProcessHistory[],
	successors: readonly ProcessHistory[],
	{ reads, clockStepped, doubtedClients }: Evidence,
): number | null {
	const load = firstLoad(successors);
	if (load === null || clockStepped) return null;
	const { invoke, answer } = load;
	if (answer.index === null && answer.state !== null) return null;
	const begun = invoke.time - clockToleranceSeconds;
	let acknowledged = -1;
	const before = new Set(predecessors.map(({ process }) => process));
	for (const { client, kind, process, index, ended } of reads) {
		if (kind !== "advance" || !before.has(process) || ended >= begun) continue;
		if (doubtedClients.has(client)) continue;
		acknowledged = Math.max(acknowledged, index ?? -1);
	}
	for (const { operations } of predecessors) {
		for (const { answer } of operations) {
			if (answer?.type !== "ok" || answer.kind !== "persist") continue;
			if (answer.time >= begun) continue;
			acknowledged = Math.max(acknowledged, answer.index ?? -1);
		}
	}
	return Math.max(0, acknowledged - (answer.index ?? -1));
}

function firstLoad(
	processes: readonly ProcessHistory[],
): { invoke: OperationRecord; answer: OperationRecord } | null {
	for (const { operations } of processes) {
		for (const { invoke, answer } of operations) {
			if (answer?.type !== "ok" || answer.kind !== "load") continue;
			return { invoke, answer };
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
