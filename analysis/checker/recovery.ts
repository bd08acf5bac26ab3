import { min } from "d3-array";
import type { LabEvent } from "../../schema/event.ts";
import type { OperationRecord } from "../../schema/operation.ts";
import type { Recovery } from "../../schema/run.ts";
import { clockToleranceSeconds } from "./clocks.ts";
import { isAcknowledgedUpdate, type ProcessHistory } from "./history.ts";
import type { IdentityHistory } from "./identityHistory.ts";
import type { Loss } from "./losses.ts";
import { iso } from "./period.ts";
import { recoveryParts } from "./recoveryParts.ts";

/**
 * How one replica came back whose Pod was deleted, or whose process was killed. Everything is by
 * the observer's clock: events as its watch received them, updates as their acknowledgements were
 * recorded.
 *
 * RTO = loss → first acknowledged update of a successor process; {@link recoveryParts} says where
 * that time went. The successor started with its Pod's first container start in the watch or the
 * application's own word, whichever came first: a busy kubelet reports late. A successor that is
 * taken away as well has successors of its own, which aren't this loss's.
 *
 * @param history of the replica's identity
 * @param events in any order
 */
export function recoveryOf(loss: Loss, history: IdentityHistory, events: readonly LabEvent[]): Recovery {
	const killed = loss.kind === "kill";
	const { predecessors, successors } = split(history.processes, loss, events);
	const meanwhile = events.filter(({ time }) => time >= loss.time && time < loss.until);
	const promotion = promotionOf(successors, meanwhile, loss.pod);
	const since = (matches: (event: LabEvent) => boolean): number | null =>
		span(
			loss.time,
			min(meanwhile.filter(matches), ({ time }) => time),
		);
	const ofIdentity = ({ pod }: LabEvent) => pod === loss.pod;
	const ofSuccessor = (event: LabEvent) =>
		promotion === null
			? ofIdentity(event) && (killed || event.uid === undefined || loss.uid === null || event.uid !== loss.uid)
			: event.uid === promotion.uid;
	const step = (name: LabEvent["event"]) => since((event) => event.event === name && ofSuccessor(event));
	const staysInItsPod = killed && promotion === null;

	const successorStarts = new Set(successors.map(({ process }) => process));
	const ofSuccessorProcess = ({ process }: LabEvent) => process === undefined || successorStarts.has(process);
	const createdSeconds = staysInItsPod ? null : step("created");
	const startedSeconds = earliest(
		step("started"),
		since((event) => event.event === "process-started" && ofIdentity(event)),
	);
	const methodReadySeconds = since(
		(event) => event.event === "method-ready" && ofIdentity(event) && ofSuccessorProcess(event),
	);
	const terminatedSeconds = killed ? null : span(loss.time, terminated(loss, events));
	const loadedSeconds = span(loss.time, firstAcknowledged(successors, "load")?.received);
	const persistedSeconds = span(loss.time, firstAcknowledged(successors, "persist")?.received);
	return {
		pod: loss.pod,
		uid: loss.uid,
		deleted: iso(loss.time),
		rtoSeconds: persistedSeconds,
		...recoveryParts(
			{
				// Nothing of a process that was killed is left to shut down.
				terminatedSeconds: killed ? 0 : terminatedSeconds,
				createdSeconds,
				startedSeconds,
				// The application says that the method is ready only after its first update.
				servedSeconds: earliest(loadedSeconds, methodReadySeconds),
				persistedSeconds,
			},
			promotion !== null && promotion.uid !== loss.uid && createdSeconds === null,
		),
		rpoUpdates: lostUpdates(predecessors, successors, history),
		steps: {
			terminatedSeconds,
			createdSeconds,
			scheduledSeconds: staysInItsPod ? null : step("scheduled"),
			startedSeconds,
			loadedSeconds,
			methodReadySeconds,
			readySeconds: step("ready"),
			persistedSeconds,
		},
	};
}

/**
 * Where somebody decides which Pod goes on: the word that it was the one whose process persisted
 * first, or else any successor's.
 */
function promotionOf(
	successors: readonly ProcessHistory[],
	meanwhile: readonly LabEvent[],
	pod: string,
): LabEvent | null {
	const first = firstAcknowledged(successors, "persist")?.process;
	const promotions = meanwhile
		.filter(
			(event) =>
				event.event === "promoted" && event.source === "controller" && event.pod === pod && event.uid !== undefined,
		)
		.sort((a, b) => a.time - b.time);
	return promotions.find(({ process }) => process === first) ?? promotions[0] ?? null;
}

/**
 * When the last container of the deleted Pod ended. The watch may miss how a container ended; then
 * the Pod's own end says that none is left.
 */
function terminated(deletion: Loss, events: readonly LabEvent[]): number | undefined {
	const newest = new Map<string, LabEvent>();
	let deleted: number | undefined;
	for (const event of events) {
		const { pod, uid, container = "", time } = event;
		if (pod !== deletion.pod) continue;
		if (uid !== undefined && uid !== deletion.uid) continue;
		if (event.event === "started" || event.event === "terminated") {
			const known = newest.get(container);
			if (known === undefined || isNewer(event, known)) {
				newest.set(container, event);
			}
		} else if (event.event === "deleted" && time >= deletion.time) {
			deleted = Math.min(time, deleted ?? time);
		}
	}
	const ends = [...newest.values()];
	if (ends.some(({ event }) => event === "started")) return deleted;
	const last = Math.max(...ends.map(({ time }) => time));
	return last >= deletion.time ? last : deleted;
}

/** A container that ended and started again between two looks of the watch did so at one time. */
function isNewer(event: LabEvent, known: LabEvent): boolean {
	if (event.time !== known.time) return event.time > known.time;
	return event.event === "started";
}

/**
 * A process belongs to a successor if it was first heard of after the loss, and before the next
 * one.
 */
function split(processes: readonly ProcessHistory[], loss: Loss, events: readonly LabEvent[]) {
	const firstHeard = new Map<number, number>();
	for (const { pod, process, time } of events) {
		if (pod !== loss.pod || process === undefined) continue;
		firstHeard.set(process, Math.min(time, firstHeard.get(process) ?? time));
	}
	const heard = ({ process, firstReceived }: ProcessHistory) =>
		Math.min(firstReceived, firstHeard.get(process) ?? firstReceived);
	return {
		predecessors: processes.filter((each) => heard(each) < loss.time),
		successors: processes.filter((each) => heard(each) >= loss.time && heard(each) < loss.until),
	};
}

/** As the observer's clock has it. */
function firstAcknowledged(
	processes: readonly ProcessHistory[],
	kind: OperationRecord["kind"],
): OperationRecord | undefined {
	let first: OperationRecord | undefined;
	for (const { operations } of processes) {
		for (const { answer } of operations) {
			if (answer?.type !== "ok" || answer.kind !== kind) continue;
			if (first === undefined || answer.received < first.received) {
				first = answer;
			}
		}
	}
	return first;
}

/**
 * Updates that had been acknowledged, to the predecessors or to their clients, before the
 * successors' first load, and that it didn't find.
 */
function lostUpdates(
	predecessors: readonly ProcessHistory[],
	successors: readonly ProcessHistory[],
	{ reads, clockStepped, doubtedClients }: IdentityHistory,
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
			if (!isAcknowledgedUpdate(answer)) continue;
			if (answer.time >= begun) continue;
			acknowledged = Math.max(acknowledged, answer.index ?? -1);
		}
	}
	return Math.max(0, acknowledged - (answer.index ?? -1));
}

function firstLoad(processes: readonly ProcessHistory[]): { invoke: OperationRecord; answer: OperationRecord } | null {
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

/** Of two moments that may not be on record. */
function earliest(a: number | null, b: number | null): number | null {
	return min([a, b], (moment) => moment) ?? null;
}
