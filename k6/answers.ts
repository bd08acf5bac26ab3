import type { ReadRecord } from "../schema/read.ts";
import type { Finding, Reading, StateWatch } from "./watchState.ts";

/** A replica's answer to a client. */
export type Answer = Reading & { pod: string; process: number };

/**
 * What is wrong with an answer, given all that the same client was answered before; empty when
 * nothing is. A state may be read again and again, but an update that is acknowledged must be new.
 */
export function findingsIn({ pod, index, state }: Answer, kind: ReadRecord["kind"], watch: StateWatch): Finding[] {
	const known = watch.index;
	const findings = watch.observe({ index, state });
	if (kind === "advance" && index !== null && index === known) {
		findings.push({
			kind: "backwards",
			summary: `${pod} acknowledged an update to index ${index}, where it had been before.`,
		});
	}
	return findings;
}

/** Whether a record can hold the answer; one that can't is off the chain in any case. */
export function isRecordable({ process, index }: Answer): boolean {
	return process > 0 && (index === null || (Number.isSafeInteger(index) && index >= 0));
}

/** Why a request brought no state: a tag of the counter of failures. */
export type Failure =
	/** No Pod of that name is Ready. */
	| "no-address"
	/** No connection, or nothing within the time. */
	| "unanswered"
	/** An update that was certainly not applied. */
	| "refused"
	/** An update that may have been applied. */
	| "unknown"
	/** The process knows no state yet. */
	| "no-state"
	/** Something else than a replica's answer, or another replica's. */
	| "strange";

/** What a status other than 200 means. */
export function failureOf(status: number, kind: ReadRecord["kind"]): Failure {
	if (kind === "advance" && status === 503) return "refused";
	if (kind === "advance" && status === 504) return "unknown";
	return "strange";
}

/** After these the Pod may have an address of its successor. */
export function maybeMoved(failure: Failure): boolean {
	return failure !== "refused" && failure !== "unknown";
}
