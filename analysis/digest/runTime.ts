import type { LabEvent } from "../../schema/event.ts";
import type { OperationRecord } from "../../schema/operation.ts";
import type { Sample } from "../../schema/sample.ts";
import { periodOf } from "../checker/period.ts";
import { historyOf, operationsIn } from "../operations/operations.ts";

/** One answered operation. `seconds` is the run time of its answer. */
export type LatencyRow = {
	pod: string;
	process: number;
	kind: OperationRecord["kind"];
	outcome: "ok" | "fail" | "unknown";
	seconds: number;
	/** From the actual start: what the store took. */
	serviceSeconds: number;
};

/**
 * From the first deletion (or the injection, if nothing was deleted) until the system was whole
 * again, in run time.
 */
export type FaultWindow = {
	fault: string;
	victims: string[];
	startSeconds: number;
	/** Null when no recovery was seen before the run ended. */
	endSeconds: number | null;
};

/** Unix time of run time zero and, where known, of the end of the measured period. */
export type MeasuredPeriod = { zero: number; end: number };

/**
 * The measured period: the last `run-started` to the `run-ended` after it. Where an event is
 * missing, the first or last record of any kind takes its place. Null if there is no record at all.
 */
export function measuredPeriod(
	operations: Iterable<OperationRecord>,
	events: readonly LabEvent[],
	samples: readonly Sample[] = [],
): MeasuredPeriod | null {
	const period = periodOf(events, operations, samples);
	return period && { zero: period.start, end: period.end };
}

/**
 * Answered operations of the measured period, in order of their answers. An operation without an
 * answer, or whose request isn't on record, makes no row: it has no latency.
 *
 * @param operations records, in any order
 */
export function latencyRows(operations: readonly OperationRecord[], period: MeasuredPeriod): LatencyRow[] {
	const { zero, end } = period;
	const rows: LatencyRow[] = [];
	for (const { pod, process, kind, outcome, ended, serviceSeconds } of operationsIn(historyOf(operations))) {
		if (outcome === "unanswered" || ended === null || serviceSeconds === null) continue;
		if (ended < zero || ended > end) continue;
		rows.push({ pod, process, kind, outcome, seconds: ended - zero, serviceSeconds });
	}
	return rows.sort(
		(a, b) => a.seconds - b.seconds || Number(a.pod > b.pod) - Number(a.pod < b.pod) || a.process - b.process,
	);
}

/**
 * Fault windows in order of time, one for each fault of the protocol. A window opens with the chaos
 * scenario's `fault-injected` or a Pod's `deleting`, whichever comes first, and closes with its
 * `fault-recovered`, or else with the last victim `ready` again; after `never-steady` it has no
 * end.
 *
 * @param replicas Pods that can be victims; others in the namespace, as the store's, are none
 */
export function faultWindows(
	events: readonly LabEvent[],
	period: MeasuredPeriod,
	replicas: ReadonlySet<string>,
): FaultWindow[] {
	const windows: FaultWindow[] = [];
	const open = new Map<number, OpenWindow>();
	const close = (number: number, end: (window: OpenWindow) => number | null) => {
		const window = open.get(number);
		if (window === undefined) return;
		windows.push(closed(window, end(window), period.zero));
		open.delete(number);
	};
	const inPeriod = events
		.filter(({ time }) => time >= period.zero && time <= period.end)
		.sort((a, b) => a.time - b.time);
	for (const { event, time, pod, fault, faultNumber = 0 } of inPeriod) {
		const replica = pod !== undefined && replicas.has(pod) ? pod : null;
		if (event === "fault-injected") {
			const window = open.get(faultNumber) ?? open.get(unannounced) ?? newWindow(time);
			open.delete(unannounced);
			open.set(faultNumber, window);
			if (fault !== undefined) window.fault = fault;
			if (replica !== null) hit(window, replica);
		} else if (event === "deleting" && replica !== null) {
			const all = [...open.values()];
			const window = all.findLast(({ victims }) => victims.has(replica)) ?? all.at(-1) ?? newWindow(time);
			if (all.length === 0) open.set(unannounced, window);
			hit(window, replica);
			window.firstDeletion ??= time;
		} else if (event === "ready" && replica !== null) {
			for (const window of open.values()) {
				if (window.down.delete(replica) && window.down.size === 0) {
					window.allReady = time;
				}
			}
		} else if (event === "fault-recovered") {
			close(open.has(faultNumber) ? faultNumber : unannounced, () => time);
		} else if (event === "never-steady") close(faultNumber, () => null);
	}
	for (const number of [...open.keys()]) {
		close(number, ({ down, allReady }) => (down.size === 0 ? allReady : null));
	}
	return windows.sort((a, b) => a.startSeconds - b.startSeconds);
}

/** Identities of a run's replicas: `pod-0` … `pod-(n-1)`. */
export function identitiesOf({ replicas }: { replicas: number }): string[] {
	return Array.from({ length: replicas }, (_, i) => `pod-${i}`);
}

/** The same, to ask who is one: other Pods of the namespace, as the store's, are none. */
export function replicasOf(run: { replicas: number }): ReadonlySet<string> {
	return new Set(identitiesOf(run));
}

/** Every Pod that was a fault's victim, in natural order. */
export function victimsOf(windows: readonly FaultWindow[]): string[] {
	return naturally(new Set(windows.flatMap(({ victims }) => victims)));
}

/** Names in the order of the numbers in them: `pod-2` before `pod-10`. */
export function naturally(names: Iterable<string>): string[] {
	const collator = new Intl.Collator("en", { numeric: true });
	return [...names].sort(collator.compare);
}

type OpenWindow = {
	fault: string | null;
	victims: Set<string>;
	down: Set<string>;
	opened: number;
	firstDeletion: number | null;
	allReady: number | null;
};

/**
 * Stands for the number of a fault whose deletions are seen before it is announced, or that nobody
 * announces.
 */
const unannounced = -1;

function hit(window: OpenWindow, pod: string): void {
	window.victims.add(pod);
	window.down.add(pod);
}

function newWindow(time: number): OpenWindow {
	return {
		fault: null,
		victims: new Set(),
		down: new Set(),
		opened: time,
		firstDeletion: null,
		allReady: null,
	};
}

function closed(window: OpenWindow, end: number | null, zero: number): FaultWindow {
	const deleted = window.firstDeletion !== null;
	return {
		fault: window.fault ?? (deleted ? "delete-pods" : "fault"),
		victims: naturally(window.victims),
		startSeconds: (window.firstDeletion ?? window.opened) - zero,
		endSeconds: end === null ? null : end - zero,
	};
}
