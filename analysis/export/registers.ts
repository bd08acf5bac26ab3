import type { OperationRecord } from "../../schema/operation.ts";
import type { ReadRecord } from "../../schema/read.ts";
import { clockSteps } from "../checker/clockSteps.ts";
import { clientsAhead, clockOffset, clockToleranceSeconds } from "../checker/clocks.ts";
import { describeHole, type Operation, type ProcessHistory, readHistory } from "../checker/history.ts";
import { chainFor } from "../checker/knownChain.ts";

/**
 * An operation on an identity's register, as whoever asked for it saw it. Times are Unix time in
 * seconds, by its own clock.
 */
export type RegisterOperation = {
	/**
	 * Operations of one client are one after the other, in the order in which they are listed,
	 * whatever their times say.
	 */
	client: number;
	/** Which of the identity's processes did it, in order of their starts. */
	process: number;
	kind: "load" | "persist";
	/** The index; null where nothing was stored, and for a load that found out nothing. */
	value: number | null;
	outcome: "ok" | "fail" | "unknown";
	started: number;
	/** Null where there was no answer. */
	ended: number | null;
	error?: string;
};

/** What is known of one identity, as a register of indices with compare-and-set. */
export type Register = {
	/** The identity, for example `pod-0`. */
	key: string;
	/**
	 * What it held as the history began, as far as the history tells: the least that anything says of
	 * it.
	 */
	initial: number | null;
	/**
	 * How far the clocks of two clients may differ; null where one stepped, so that only each
	 * client's own order is known.
	 */
	toleranceSeconds: number | null;
	/**
	 * Why the history lacks something, one sentence each: what is missing may have written anything.
	 */
	missing: string[];
	operations: RegisterOperation[];
};

export type RegisterOptions = {
	/** By identity: why its history isn't whole, as far as the caller knows; one sentence each. */
	missing?: ReadonlyMap<string, readonly string[]>;
};

/**
 * The registers of a history, for checkers that aren't ours. What a client read of a process
 * (`read`) says what that process knew, and is no operation on the register.
 *
 * @param records in any order
 * @param reads in any order
 */
export function registersOf(
	records: Iterable<OperationRecord>,
	reads: Iterable<ReadRecord> = [],
	{ missing = new Map() }: RegisterOptions = {},
): Register[] {
	const recordsByPod = Map.groupBy(records, ({ pod }) => pod);
	const answers = [...reads];
	const doubtedClients = clientsAhead(answers);
	const readsByPod = Map.groupBy(
		answers.filter(({ kind, client }) => kind !== "read" && !doubtedClients.has(client)),
		({ pod }) => pod,
	);
	const pods = new Set([...recordsByPod.keys(), ...readsByPod.keys()]);
	return Array.from(pods, (pod) => {
		const history = readHistory(recordsByPod.get(pod) ?? []);
		const processes = history.identities.get(pod) ?? [];
		const operations = operationsOf(processes, placed(readsByPod.get(pod) ?? [], pod, processes));
		return {
			key: pod,
			initial: initialOf(operations),
			toleranceSeconds:
				clockSteps(processes).length > 0 || processes.some((each) => clockOffset(each) !== 0)
					? null
					: clockToleranceSeconds,
			missing: [
				...(missing.get(pod) ?? []),
				...history.holes.map(describeHole),
				...history.contradictions.map(({ sentence }) => sentence),
			],
			operations,
		};
	});
}

/**
 * The processes are the first clients; each answer that only a client had is of a client of its
 * own.
 */
function operationsOf(processes: readonly ProcessHistory[], reads: readonly ReadRecord[]): RegisterOperation[] {
	const starts = processes.map(({ process }) => process);
	const own = processes.flatMap(({ operations }, process) =>
		operations.flatMap((operation) => ownOperation(operation, process)),
	);
	const acknowledged = new Set(
		own
			.filter(({ kind, outcome }) => kind === "persist" && outcome === "ok")
			.map(({ process, value }) => `${process} ${value}`),
	);
	const told = reads.flatMap((read): RegisterOperation[] => {
		const { kind, index, state, started, ended } = read;
		const process = numberOf(read.process, starts);
		const common = { process, value: index, outcome: "ok" as const };
		if (kind === "stored") {
			if (index === null && state !== null) return [];
			return [{ ...common, client: 0, kind: "load", started, ended }];
		}
		if (index === null || acknowledged.has(`${process} ${index}`)) return [];
		return [{ ...common, client: 0, kind: "persist", started, ended }];
	});
	return [...own, ...told.map((each, i) => ({ ...each, client: processes.length + i }))];
}

/**
 * A load that found a state off the chain has no index: that is for the property `chain`, and not
 * for a register.
 */
function ownOperation({ invoke, answer }: Operation, process: number): RegisterOperation[] {
	const { kind } = invoke;
	const ok = answer?.type === "ok";
	const value = kind === "persist" || ok ? (answer ?? invoke).index : null;
	if (kind === "persist" && value === null) return [];
	if (ok && value === null && answer.state !== null) return [];
	return [
		{
			client: process,
			process,
			kind,
			value,
			outcome: answer === null ? "unknown" : outcomeOf(answer),
			started: invoke.time,
			ended: answer?.time ?? null,
			...(answer?.error !== undefined && { error: answer.error }),
		},
	];
}

/** @throws Error for an `invoke`, which is no answer */
function outcomeOf({ type }: OperationRecord): RegisterOperation["outcome"] {
	if (type === "invoke") throw new Error("An invoke answers nothing.");
	return type;
}

/**
 * A store tells a client its state alone, as far as this beyond what the processes' records tell
 * of.
 */
const farthestAhead = 100;

/** The same with the indices of states, as far as they are on the chain. */
function placed(
	reads: readonly ReadRecord[],
	pod: string,
	processes: readonly ProcessHistory[],
): readonly ReadRecord[] {
	if (!reads.some(isUnplaced)) return reads;
	const { chain, within } = chainFor(pod, processes, reads);
	chain.extendTo(within + farthestAhead);
	return reads.map((read) => (isUnplaced(read) ? { ...read, index: chain.indexAmongKnown(read.state) } : read));
}

function isUnplaced(read: ReadRecord): read is ReadRecord & { state: string } {
	return read.index === null && read.state !== null;
}

/** A process that only clients heard of gets a number, too. */
function numberOf(process: number, starts: number[]): number {
	const known = starts.indexOf(process);
	return known < 0 ? starts.push(process) - 1 : known;
}

/**
 * A register with compare-and-set never goes back: what it held first is the least that was found
 * in it, or replaced.
 */
function initialOf(operations: readonly RegisterOperation[]): number | null {
	let least = Number.POSITIVE_INFINITY;
	for (const { kind, value, outcome } of operations) {
		if (outcome !== "ok") continue;
		const index = value ?? -1;
		least = Math.min(least, kind === "load" ? index : index - 1);
	}
	return Number.isFinite(least) && least >= 0 ? least : null;
}

/**
 * What turns a time in seconds into nanoseconds since the earliest of some. Times of today, as
 * floating-point numbers, are a quarter of a microsecond apart: subtracted first, they stay in
 * their order.
 */
export function nanosecondsSince(times: readonly number[]): (time: number) => number {
	const earliest = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
	return (time) => (time - earliest) * 1e9;
}
