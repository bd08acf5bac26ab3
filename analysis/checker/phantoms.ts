import type { Violation } from "../../schema/run.ts";
import type { IdentityHistory } from "./identityHistory.ts";
import { type Observation, toleranceFor } from "./observations.ts";

/** An attempt to persist a state that isn't on record as failed. */
type Attempt = {
	process: number;
	/** Its position in what the process sent. */
	number: number;
	asked: number;
	/** Another one of the same index. */
	other: Attempt | null;
};

/**
 * States that were found though nobody had asked to persist them by then, or though every try to is
 * on record as failed: Jepsen's garbage and aborted reads, the latter Adya's G1a (Adya, Weak
 * Consistency, 1999, 3.1). An update goes on from the state before it, so that this was there, too,
 * though nobody may have looked. What was found first was there before the history began.
 *
 * @param observations of the identity, what it had acknowledged and what was found
 * @param operations of the identity that were acknowledged, in order of their answers
 */
export function* phantoms(
	history: IdentityHistory,
	observations: readonly Observation[],
	operations: readonly Observation[],
): Generator<Violation> {
	const { attempts, failed } = attemptsOf(history);
	const tolerance = toleranceFor(history);
	const initial = Math.min(initialIndex(history), indexBefore(operations, tolerance));
	/**
	 * Up to here, each state is known to have been asked for before something was found that goes on
	 * from it.
	 */
	let explained = initial;
	for (const observation of observations) {
		const { index, answer } = observation;
		if (index <= initial) continue;
		for (let each = Math.min(explained + 1, index); each <= index; each++) {
			const what = whatIsWrong(each, observation);
			if (what === null) continue;
			const { pod } = answer;
			const found = `${"client" in answer ? `${answer.client} was answered` : `${pod} found`} state ${index}${"client" in answer ? ` by ${pod}` : ""}`;
			yield {
				property: "noPhantom",
				pod,
				summary: each === index ? `${found}, ${what}.` : `${found}, which goes on from state ${each}, ${what}.`,
				excerpt: [answer],
			};
			break;
		}
		explained = Math.max(explained, index);
	}

	function whatIsWrong(index: number, found: Observation): string | null {
		let attempt = attempts.get(index) ?? null;
		if (attempt === null) {
			return failed.has(index)
				? "of which every attempt to persist it had failed"
				: "which nobody had asked to be persisted";
		}
		for (; attempt !== null; attempt = attempt.other) {
			if (wasAskedBefore(attempt, found)) return null;
		}
		return "before anybody asked to persist it";
	}

	/** A process's records are numbered; between two, there are their clocks. */
	function wasAskedBefore(
		{ process, number, asked }: Attempt,
		{ process: finder, invoke, ended, answer }: Observation,
	): boolean {
		return invoke !== null && finder === process && !("client" in answer)
			? number < answer.number
			: asked - tolerance <= ended;
	}
}

/** What `phantoms` looks at: states that were found, by replicas and by clients. */
export function finds(observations: readonly Observation[], { reads, doubtedClients }: IdentityHistory): Observation[] {
	const read = reads.flatMap((answer): Observation[] => {
		const { client, kind, process, index, started, ended } = answer;
		if (kind === "stored" || index === null) return [];
		if (doubtedClients.has(client)) return [];
		return [{ kind: "load", process, index, started, ended, invoke: null, answer }];
	});
	return [...observations, ...read].filter(({ index }) => index >= 0);
}

function attemptsOf({ processes }: IdentityHistory): {
	/** By index. */
	attempts: Map<number, Attempt>;
	failed: Set<number>;
} {
	const attempts = new Map<number, Attempt>();
	const failed = new Set<number>();
	for (const { process, operations } of processes) {
		for (const { invoke, answer } of operations) {
			const { kind, index, number, time: asked } = invoke;
			if (kind !== "persist" || index === null) continue;
			if (answer?.type === "fail") {
				failed.add(index);
				continue;
			}
			const other = attempts.get(index) ?? null;
			attempts.set(index, { process, number, asked, other });
		}
	}
	return { attempts, failed };
}

/** The index that was there when the history began; -1 for none. */
function initialIndex({ processes }: IdentityHistory): number {
	for (const { operations } of processes) {
		for (const { invoke, answer } of operations) {
			// From then on, what is found may be the history's own.
			if (invoke.kind === "persist") return -1;
			if (answer?.type === "ok") return answer.index ?? -1;
		}
	}
	return -1;
}

/**
 * The least index that was there before those operations which began before any was over; -1 for
 * none.
 */
function indexBefore(operations: readonly Observation[], tolerance: number): number {
	let least = Number.POSITIVE_INFINITY;
	const firstEnd = operations[0]?.ended ?? 0;
	for (const { kind, index, started } of operations) {
		if (started - tolerance > firstEnd) continue;
		least = Math.min(least, kind === "load" ? index : index - 1);
	}
	return Number.isFinite(least) ? least : -1;
}
