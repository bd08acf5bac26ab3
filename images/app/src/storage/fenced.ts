import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod/mini";
import type { Answer, CouchDb } from "./couchdb.ts";

/**
 * Who may write a replica's state. Epochs count up; each is given to one process at most, so that
 * whoever finds a higher one stored, or another holder of its own, knows that its time is over: a
 * fencing token (M. Kleppmann, "Designing Data-Intensive Applications", 2017, chapter 8).
 */
export interface Lease {
	/** From 1. */
	epoch: number;
	/** Differs between any two processes. */
	holder: string;
}

/** A document's `value`: the lease under which it was written, and the state; empty: none yet. */
const envelope = z.object({ epoch: z.number(), holder: z.string(), state: z.string() });
type Envelope = z.infer<typeof envelope>;

export function seal({ epoch, holder }: Lease, state: string): string {
	return JSON.stringify({ epoch, holder, state } satisfies Envelope);
}

/** Null for a text that {@link seal} didn't make. */
export function unseal(text: string): Envelope | null {
	try {
		return z.safeParse(envelope, JSON.parse(text)).data ?? null;
	} catch {
		return null;
	}
}

/** Whether a document's writer ends a lease: of a later epoch, or another holder of the same. */
function isOver(lease: Lease, stored: Lease): boolean {
	return stored.epoch > lease.epoch || (stored.epoch === lease.epoch && stored.holder !== lease.holder);
}

/**
 * The same store as the holder of a lease may use it: each write says under which lease it is made,
 * and a document that a later lease's holder wrote is refused, for good. A write by revision alone
 * needs no look at the lease: taking over changed the revision.
 *
 * @param onFenced told each time that a later lease is found
 */
export function fencedCouch(couch: CouchDb, lease: Lease, onFenced: (by: Lease) => void): CouchDb {
	return {
		...couch,
		async read(id, timeoutSeconds) {
			const answer = await couch.read(id, timeoutSeconds);
			if (answer.kind !== "document") return answer;
			const stored = unseal(answer.document.value);
			if (stored === null) return strange;
			if (isOver(lease, stored)) {
				onFenced(stored);
				return { kind: "refused", reason: fencedBy(stored) };
			}
			return { kind: "document", document: { ...answer.document, value: stored.state } };
		},
		write: (id, content, revision, timeoutSeconds) =>
			couch.write(id, { ...content, value: seal(lease, content.value) }, revision, timeoutSeconds),
	};
}

/** The same store for whoever only reads: that needs no lease. */
export function unsealedCouch(couch: CouchDb): Pick<CouchDb, "read"> {
	return {
		async read(id, timeoutSeconds) {
			const answer = await couch.read(id, timeoutSeconds);
			if (answer.kind !== "document") return answer;
			const stored = unseal(answer.document.value);
			if (stored === null) return strange;
			// Taken over before there was any state.
			if (stored.state === "") return { kind: "missing" };
			return { kind: "document", document: { ...answer.document, value: stored.state } };
		},
	};
}

export function fencedBy({ epoch, holder }: Lease): string {
	return `fenced: ${holder} took over with epoch ${epoch}`;
}

const strange: Answer = { kind: "refused", reason: "the store's document says nothing of a lease" };

export interface TakeOverOptions {
	stop: AbortSignal;
	/** Of one request. */
	timeoutSeconds: number;
	/** Between two tries. */
	pauseSeconds: number;
	onWaiting: (reason: string) => void;
}

/**
 * Makes a lease the one that counts: writes the stored state anew under it, with the revision that
 * was read (compare-and-set). From then on every write by revisions of earlier holders conflicts;
 * what an earlier holder got in before is in the state that was read.
 *
 * @returns whether it is the one that counts; if not, by whom it is over. Null: stopped before
 *   anything was certain
 */
export async function takeOver(
	couch: CouchDb,
	id: string,
	lease: Lease,
	{ stop, timeoutSeconds, pauseSeconds, onWaiting }: TakeOverOptions,
): Promise<{ taken: true } | { taken: false; by: Lease } | null> {
	while (!stop.aborted) {
		const found = await couch.read(id, timeoutSeconds);
		let answer = found;
		if (found.kind === "document" || found.kind === "missing") {
			const document = found.kind === "document" ? found.document : null;
			const stored = document && unseal(document.value);
			if (stored && isOver(lease, stored)) return { taken: false, by: stored };
			if (stored?.epoch === lease.epoch) return { taken: true };
			if (document && !stored) answer = strange;
			else {
				answer = await couch.write(
					id,
					{ value: seal(lease, stored?.state ?? ""), expires: document?.expires ?? null },
					document?.revision ?? null,
					timeoutSeconds,
				);
				if (answer.kind === "acknowledged") return { taken: true };
				// Somebody got a write in between: it must be in the state that is taken over.
				if (answer.kind === "conflict") continue;
			}
		}
		onWaiting("reason" in answer ? answer.reason : answer.kind);
		await sleep(pauseSeconds * 1000, undefined, { signal: stop }).catch(() => {});
	}
	return null;
}
