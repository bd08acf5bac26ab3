import { min } from "d3-array";
import type { LabEvent } from "../../schema/event.ts";
import { definitionNamed, lasts } from "../../schema/faultKinds.ts";
import type { FaultWitness, Outcome, WitnessOutcome } from "../../schema/run.ts";
import { faultsIn, type InjectedFault } from "./faults.ts";
import { periodOf } from "./period.ts";

/**
 * A deletion is seen a moment before its fault is told, since the scenario asks the API first. One
 * that began longer before had another cause.
 */
const toldWithinSeconds = 5;

/** From the worst to the best. */
const outcomes = ["mismatch", "inconclusive", "confirmed"] as const;

/**
 * What the observer's watch of the Pods witnesses of faults that were done through the Kubernetes
 * API: for each victim that nobody has witnessed yet, whether its Pod, by its UID, was deleted. It
 * was where its end was seen, or where a Pod of the same name and another UID was made. The events,
 * in any order, of one run.
 */
export function witnessEventsOf(events: readonly LabEvent[]): LabEvent[] {
	const period = periodOf(events.toSorted((a, b) => a.time - b.time));
	if (period === null) return [];
	const end = events.reduce((last, { time }) => Math.max(last, time), 0);
	const hits = new Map<string, LabEvent>();
	for (const event of events) {
		if (event.event !== "fault-injected" || !definitionNamed(event.fault)?.deletes) continue;
		if (event.time < period.start || event.time > period.end) continue;
		if (event.pod === undefined || isWitnessed(event, events)) continue;
		const key = `${event.faultNumber ?? 0} ${event.pod} ${event.uid ?? ""}`;
		const known = hits.get(key);
		if (known === undefined || event.time < known.time) hits.set(key, event);
	}
	return [...hits.values()].map((hit) => {
		const { pod, uid, fault, faultNumber } = hit;
		return {
			time: end,
			source: "witness",
			event: "fault-witnessed",
			...(pod !== undefined && { pod }),
			...(uid !== undefined && { uid }),
			...(fault !== undefined && { fault }),
			...(faultNumber !== undefined && { faultNumber }),
			...deletionOf(hit, events),
		};
	});
}

/**
 * Whether a fault bit, and whether its undoing did: the worst of its victims.
 *
 * @param events those of witnesses among them count
 */
export function faultWitness(fault: InjectedFault, events: readonly LabEvent[]): FaultWitness {
	const about = events.filter(
		({ source, time, faultNumber = 0, fault: name = "unknown" }) =>
			source === "witness" && faultNumber === fault.number && name === fault.name && time >= fault.injected,
	);
	const ofKind = (kind: LabEvent["event"]) =>
		outcomeOf(
			about.filter(({ event }) => event === kind),
			fault,
		);
	return {
		injected: ofKind("fault-witnessed"),
		undone: lasts(fault.name) ? ofKind("undo-witnessed") : null,
	};
}

/**
 * Why a run has tested less than it was to, one sentence for each fault that was seen not to bite
 * or not to end.
 *
 * @param events in any order
 */
export function witnessProblems(events: readonly LabEvent[]): string[] {
	const inOrder = events.toSorted((a, b) => a.time - b.time);
	const period = periodOf(inOrder);
	if (period === null) return [];
	const all = [...events, ...witnessEventsOf(events)];
	return faultsIn(inOrder, period).flatMap((fault) => {
		const { injected, undone } = faultWitness(fault, all);
		const name = `the fault ${fault.number + 1} (${fault.name})`;
		const problem = (what: string, seen: WitnessOutcome | null) =>
			seen?.outcome === "mismatch" ? [`${what}: ${mismatches(seen)}.`] : [];
		return [
			...problem(`Nothing was tested by ${name}, which was seen not to bite`, injected),
			...problem(`What came after ${name} wasn't tested without it, which was seen not to be undone`, undone),
		];
	});
}

function mismatches({ victims }: WitnessOutcome): string {
	return victims
		.filter(({ outcome }) => outcome === "mismatch")
		.map(({ pod, detail }) => (pod === null ? detail : `${pod}: ${detail}`))
		.join("; ");
}

function outcomeOf(seen: readonly LabEvent[], { victims }: InjectedFault): WitnessOutcome {
	const ofSystem = seen.filter(({ pod }) => pod === undefined);
	const all: WitnessOutcome["victims"] = [];
	for (const [pod, { uid }] of victims) {
		const ofPod = seen.filter(
			(event) => event.pod === pod && (uid === null || event.uid === undefined || event.uid === uid),
		);
		if (ofPod.length > 0) all.push(worstOf(pod, ofPod));
		else if (ofSystem.length === 0) all.push(unseen(pod));
	}
	if (ofSystem.length > 0) all.push(worstOf(null, ofSystem));
	if (all.length === 0) all.push(unseen(null));
	return { outcome: worst(all.map(({ outcome }) => outcome)), victims: all };
}

/**
 * Of what was seen of one victim, the worst; of several such, which say the same, the one that says
 * least of it in the alphabet.
 */
function worstOf(pod: string | null, seen: readonly LabEvent[]): WitnessOutcome["victims"][number] {
	const rank = ({ outcome = "inconclusive" }: LabEvent) => outcomes.indexOf(outcome);
	const [first] = seen.toSorted((a, b) => rank(a) - rank(b) || (a.detail ?? "").localeCompare(b.detail ?? ""));
	return {
		pod,
		outcome: first?.outcome ?? "inconclusive",
		value: first?.value ?? null,
		detail: first?.detail ?? "the witness says nothing",
	};
}

function unseen(pod: string | null): WitnessOutcome["victims"][number] {
	return { pod, outcome: "inconclusive", value: null, detail: "no witness looked" };
}

function worst(all: readonly Outcome[]): Outcome {
	return outcomes.find((outcome) => all.includes(outcome)) ?? "inconclusive";
}

/** What became of a Pod that was to be deleted. */
function deletionOf(
	{ uid, time: injected }: LabEvent,
	events: readonly LabEvent[],
): Pick<LabEvent, "outcome" | "value" | "detail"> {
	if (uid === undefined) {
		return inconclusive("nobody noted the Pod's UID");
	}
	const watched = events.filter(({ source }) => source === "kubernetes");
	const own = watched.filter((event) => event.uid === uid);
	const first = (kind: LabEvent["event"], of: readonly LabEvent[]) =>
		min(of, ({ event, time }) => (event === kind ? time : undefined));
	const names = new Set(own.map(({ pod }) => pod));
	const others = watched.filter((event) => event.uid !== undefined && event.uid !== uid && names.has(event.pod));
	const since = injected - toldWithinSeconds;
	const successor = first(
		"created",
		others.filter(({ time }) => time >= since),
	);
	const deleting = first("deleting", own);
	const deleted = first("deleted", own);
	const began = earliest(deleting, deleted);
	if (began !== undefined && began < since) {
		return inconclusive(`the Pod was being deleted ${(injected - began).toFixed(1)} s before the fault already`);
	}
	const seen = [
		...(deleting === undefined ? [] : [`began to end ${after(deleting)}`]),
		...(deleted === undefined ? [] : [`was gone ${after(deleted)}`]),
		...(successor === undefined ? [] : [`another of its name was made ${after(successor)}`]),
	].join(", ");
	const sign = earliest(began, successor);
	if (sign !== undefined && (deleted !== undefined || successor !== undefined)) {
		return {
			outcome: "confirmed",
			value: Math.max(0, Math.round((sign - injected) * 1000) / 1000),
			detail: `the watch saw that the Pod ${seen}`,
		};
	}
	if (deleting !== undefined) return inconclusive(`the Pod ${seen}, and its end wasn't seen`);
	if (own.length === 0) return inconclusive("the observer's watch never saw the Pod");
	const resumed = events.some(({ event, time }) => event === "watch-resumed" && time >= since);
	return resumed
		? inconclusive("the observer's watch of the Pods broke")
		: { outcome: "mismatch", value: 0, detail: "the watch saw 0 deletions of the Pod" };

	function after(time: number): string {
		return `${Math.max(0, time - injected).toFixed(1)} s after the fault`;
	}
}

function inconclusive(detail: string): Pick<LabEvent, "outcome" | "detail"> {
	return { outcome: "inconclusive", detail };
}

/** Of two moments that may not have been seen. */
function earliest(a: number | undefined, b: number | undefined): number | undefined {
	return min([a, b], (moment) => moment);
}

function isWitnessed(hit: LabEvent, events: readonly LabEvent[]): boolean {
	return events.some(
		({ event, pod, uid, faultNumber = 0, time }) =>
			event === "fault-witnessed" &&
			pod === hit.pod &&
			(uid === undefined || hit.uid === undefined || uid === hit.uid) &&
			faultNumber === (hit.faultNumber ?? 0) &&
			time >= hit.time,
	);
}
