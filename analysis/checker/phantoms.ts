import type { Violation } from "../schema/run.ts";
import type { Evidence } from "./evidence.ts";
import { type Observation, toleranceFor } from "./observations.ts";

/** What an identity's processes asked to be persisted, by index. */
type Attempt = {
	/** The earliest time of asking. */
	asked: number;
	/** Every try is on record as certainly not applied. */
	failed: boolean;
};

/**
 * States that were found though nobody had asked to persist them by then, or though every try to is on record as failed: Jepsen's
 * garbage and aborted reads, the latter Adya's G1a (Adya, Weak Consistency, 1999, 3.1). What an identity's first process finds first was there before the
 * history began.
 *
 * @param observations of the identity, what it had acknowledged and what was found, in order of their answers
 */
export function* phantoms(
	evidence: Evidence,
	observations: readonly Observation[],
): Generator<Violation> {
	const attempts = attemptsOf(evidence);
	const initial = initialIndex(evidence);
	const tolerance = toleranceFor(evidence);
	for (const observation of observations) {
		const { index, ended, answer } = observation;
		if (index <= initial) continue;
		const attempt = attempts.get(index);
		const what =
			attempt === undefined
				? "which nobody had asked to be persisted"
				: attempt.failed
					? "of which every attempt to persist it had failed"
					: attempt.asked > ended + tolerance
						? "before anybody asked to persist it"
						: null;
		if (what === null) continue;
		const { pod } = answer;
		yield {
			property: "noPhantom",
			pod,
			summary: `${"client" in answer ? `${answer.client} was answered` : `${pod} found`} state ${index}${"client" in answer ? ` by ${pod}` : ""}, ${what}.`,
			excerpt: [answer],
		};
	}
}

/** What `phantoms` looks at: states that were found, by replicas and by clients. */
export function finds(
	observations: readonly Observation[],
	{ reads, doubtedClients }: Evidence,
): Observation[] {
	const read = reads.flatMap((answer): Observation[] => {
		const { client, kind, process, index, started, ended } = answer;
		if (kind === "stored" || index === null) return [];
		if (doubtedClients.has(client)) return [];
		return [
			{ kind: "load", process, index, started, ended, invoke: null, answer },
		];
	});
	return [...observations, ...read].filter(({ index }) => index >= 0);
}

function attemptsOf({ processes }: Evidence): Map<number, Attempt> {
	const attempts = new Map<number, Attempt>();
	for (const { operations } of processes) {
		for (const { invoke, answer } of operations) {
			const { kind, index, time } = invoke;
			if (kind !== "persist" || index === null) continue;
			const failed = answer?.type === "fail";
			const known = attempts.get(index);
			if (known === undefined) attempts.set(index, { asked: time, failed });
			else {
				known.asked = Math.min(known.asked, time);
				known.failed &&= failed;
			}
		}
	}
	return attempts;
}

/** The index that was there when the history began; -1 for none. */
function initialIndex({ processes }: Evidence): number {
	for (const { operations } of processes) {
		for (const { invoke, answer } of operations) {
			// From then on, what is found may be the history's own.
			if (invoke.kind === "persist") return -1;
			if (answer?.type === "ok") return answer.index ?? -1;
		}
	}
	return -1;
}
