import type { OperationRecord } from "../../schema/operation.ts";
import type { ReadRecord } from "../../schema/read.ts";
import type { Violation } from "../../schema/run.ts";
import { clockToleranceSeconds } from "./clocks.ts";
import { HighestBefore } from "./highestBefore.ts";
import type { ProcessHistory } from "./history.ts";
import type { IdentityHistory } from "./identityHistory.ts";

/**
 * An acknowledged operation: somebody was told that the replica's index is this; -1 where no state
 * was there.
 */
export type Observation = {
	kind: "load" | "persist";
	process: number;
	index: number;
	/** Unix time in seconds, by the clock of whoever was told. */
	started: number;
	ended: number;
	/** Null where a client was told. */
	invoke: OperationRecord | null;
	answer: OperationRecord | ReadRecord;
};

/** An observation, and what was certainly over before it began. */
export type Seen = {
	observation: Observation;
	/** The highest update that had been acknowledged. */
	acknowledged: Observation | undefined;
	/** The highest index that had been loaded or acknowledged. */
	observed: Observation | undefined;
};

/**
 * Observations in order of their answers. Before means: earlier in the same process, or answered to
 * another process more than the clocks' tolerance earlier.
 */
export function inOrderOfAnswers(history: IdentityHistory): Seen[] {
	const own = history.processes.flatMap(acknowledgedOperations);
	const all = [...own, ...onlyClientsKnow(own, history), ...looks(history)];
	const tolerance = toleranceFor(history);
	const acknowledged = new HighestBefore(all.filter(isUpdate));
	const observed = new HighestBefore(all);
	/** By process: the highest of its own so far. */
	const highest = new Map<number, Omit<Seen, "observation">>();
	const seen = all.map((observation): Seen => {
		const begun = observation.started - tolerance;
		const found = { observation, acknowledged: acknowledged.before(begun), observed: observed.before(begun) };
		if (observation.invoke === null) return found;
		const mine = highest.get(observation.process) ?? { acknowledged: undefined, observed: undefined };
		highest.set(observation.process, mine);
		found.acknowledged = higher(found.acknowledged, mine.acknowledged);
		found.observed = higher(found.observed, mine.observed);
		if (isUpdate(observation)) {
			mine.acknowledged = higher(mine.acknowledged, observation);
		}
		mine.observed = higher(mine.observed, observation);
		return found;
	});
	// Times of clocks that stepped order nothing: then it is one process after the other.
	if (history.clockStepped) return seen;
	return seen.sort(({ observation: a }, { observation: b }) => a.ended - b.ended);
}

/** How far two of an identity's processes, or a client, may disagree about the time, in seconds. */
export function toleranceFor({ clockStepped }: IdentityHistory): number {
	return clockStepped ? Number.POSITIVE_INFINITY : clockToleranceSeconds;
}

export function isUpdate({ kind }: Observation): boolean {
	return kind === "persist";
}

/** For sentences about a load: whose it was. */
export function whoFound({ answer }: Observation): string {
	return "client" in answer ? `${answer.client} asked the store of ${answer.pod} and found` : `${answer.pod} loaded`;
}

/**
 * The fewest records that show what two observations found, and that the first was over when the
 * second began.
 */
export function excerptOf(before: Observation, after: Observation): Violation["excerpt"] {
	const { invoke, answer } = after;
	return invoke === null || "client" in answer || saysItBeganAfter()
		? [before.answer, answer]
		: [before.answer, invoke, answer];

	function saysItBeganAfter(): boolean {
		const { intended } = answer as OperationRecord;
		// A process's records are numbered.
		if (before.invoke !== null && before.process === after.process) return true;
		// Nothing begins before it is due.
		return before.ended < intended - clockToleranceSeconds;
	}
}

/** In the process's own order, which is that of its answers: it does one operation at a time. */
function acknowledgedOperations({ operations, process }: ProcessHistory): Observation[] {
	const found: Observation[] = [];
	for (const { invoke, answer } of operations) {
		if (answer?.type !== "ok") continue;
		if (answer.index === null && answer.state !== null) continue;
		found.push({
			kind: answer.kind,
			process,
			index: answer.index ?? -1,
			started: invoke.time,
			ended: answer.time,
			invoke,
			answer,
		});
	}
	return found;
}

/**
 * Updates that a client was told of whose acknowledgement isn't in the history: the process died
 * first, or it timed out there.
 */
function onlyClientsKnow(own: readonly Observation[], { reads, doubtedClients }: IdentityHistory): Observation[] {
	if (!reads.some(({ kind }) => kind === "advance")) return [];
	const known = new Set(own.filter(isUpdate).map(({ process, index }) => `${process} ${index}`));
	return reads.flatMap((answer): Observation[] => {
		const { client, kind, process, index, started, ended } = answer;
		if (kind !== "advance" || index === null) return [];
		if (doubtedClients.has(client)) return [];
		if (known.has(`${process} ${index}`)) return [];
		return [{ kind: "persist", process, index, started, ended, invoke: null, answer }];
	});
}

/** What the method itself answered to clients. */
function looks({ reads, doubtedClients }: IdentityHistory): Observation[] {
	return reads.flatMap((answer): Observation[] => {
		const { client, kind, process, index, state, started, ended } = answer;
		if (kind !== "stored" || doubtedClients.has(client)) return [];
		if (index === null && state !== null) return [];
		return [
			{
				kind: "load",
				process,
				index: index ?? -1,
				started,
				ended,
				invoke: null,
				answer,
			},
		];
	});
}

function higher(a: Observation | undefined, b: Observation | undefined): Observation | undefined {
	if (a === undefined) return b;
	return b !== undefined && b.index > a.index ? b : a;
}
