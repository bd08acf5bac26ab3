import type { LabEvent } from "../../schema/event.ts";
import { definitionNamed } from "../../schema/faultKinds.ts";
import { identityOf } from "../../schema/standbyIdentity.ts";

/**
 * What the API's watch tells may reach the observer later than what a process tells that acted upon
 * it, in seconds. A Pod whose end is told within that time after another one took over was the
 * active one when its end began.
 */
const handoverSeconds = 1;

/** When a Pod was its identity's active one. */
type Term = { start: number; end: number };

/**
 * The same events with those of Pods told of identities, in modes whose identities have two Pods:
 * what happens to a Pod while it is the active one happens to the identity, whatever the Pod is
 * called; what happens to a Pod that stands by is told of `standby of <identity>`. Events of other
 * modes, which have nobody promoted, stay as they are.
 *
 * @param events in order of time
 */
export function asIdentities(events: readonly LabEvent[]): LabEvent[] {
	const terms = activeTerms(events);
	if (terms.size === 0) return [...events];
	/** UIDs of Pods that began to end while they were active. */
	const lost = new Set<string>();
	// On a busy machine the watch may tell far later than a second: who deleted them knows when that
	// was.
	const deletedActive = new Set(
		events.filter(isDeletion).flatMap(({ uid = "", time, senderTime = time }) => {
			return isWithin(terms.get(uid) ?? [], Math.min(time, senderTime), 0) ? [uid] : [];
		}),
	);
	const told = events.map((event): LabEvent => {
		const { source, pod, uid, time } = event;
		if (source !== "kubernetes" || pod === undefined) return event;
		const identity = identityOf(pod);
		if (identity === pod && uid === undefined) return event;
		const ofPod = terms.get(uid ?? "") ?? [];
		const isEnd = event.event === "deleting" || event.event === "deleted";
		const isActive = isWithin(ofPod, time, handoverSeconds) || (isEnd && deletedActive.has(uid ?? ""));
		const isFirstWord = isEnd && !lost.has(uid ?? "");
		if (isActive && isEnd) lost.add(uid ?? "");
		const isOfIdentity = isActive || lost.has(uid ?? "");
		if (!isOfIdentity) return { ...event, pod: `standby of ${identity}` };
		const last = ofPod.at(-1);
		// Its successor was quicker to say that it goes on than the watch to say why.
		const tookOver = isFirstWord && last ? Math.min(time, last.end) : time;
		return { ...event, pod: identity, time: tookOver };
	});
	return told.sort((a, b) => a.time - b.time);
}

function isWithin(terms: readonly Term[], time: number, grace: number): boolean {
	return terms.some(({ start, end }) => start <= time && time < end + grace);
}

/** Whether it is the scenario's word that it deleted a Pod. */
function isDeletion({ event, fault }: LabEvent): boolean {
	return event === "fault-injected" && definitionNamed(fault)?.deletes !== undefined;
}

/**
 * By UID. A term begins when the process in the Pod told that it started to be its identity's, or
 * with the State Controller's word, whichever came first, and ends where the next one begins.
 */
function activeTerms(events: readonly LabEvent[]): Map<string, Term[]> {
	const terms = new Map<string, Term[]>();
	const current = new Map<string, Term>();
	for (const { event, source, pod, uid, process, time } of events) {
		if (source !== "controller" || event !== "promoted") continue;
		if (pod === undefined || uid === undefined) continue;
		const started = events.find(
			(each) => each.event === "process-started" && each.pod === pod && each.process === process,
		);
		const start = Math.min(time, started?.time ?? time);
		const before = current.get(pod);
		if (before) before.end = start;
		const term = { start, end: Number.POSITIVE_INFINITY };
		current.set(pod, term);
		terms.set(uid, [...(terms.get(uid) ?? []), term]);
	}
	return terms;
}
