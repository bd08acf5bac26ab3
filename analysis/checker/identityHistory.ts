import type { LabEvent } from "../../schema/event.ts";
import type { ReadRecord } from "../../schema/read.ts";
import { clockSteps, describeClockStep } from "./clockSteps.ts";
import { clockOffset, describeOffset } from "./clocks.ts";
import { type Doubt, doubt } from "./doubts.ts";
import { uncertainEnds } from "./ends.ts";
import type { Harm } from "./harm.ts";
import type { History, Hole, ProcessHistory } from "./history.ts";
import { chainFor, type KnownChain } from "./knownChain.ts";
import { type Phase, phaseOf } from "./phase.ts";

/** All that is known of one identity. */
export type IdentityHistory = {
	pod: string;
	processes: readonly ProcessHistory[];
	/** What clients were answered by it, in any order. */
	reads: readonly ReadRecord[];
	/**
	 * The clock of its processes stepped: what one did has no order to what another did, or a client.
	 */
	clockStepped: boolean;
	/**
	 * Clients whose clocks can't be trusted: what they were told has no order to what the replica
	 * did.
	 */
	doubtedClients: ReadonlySet<string>;
	chain: KnownChain;
	/** The highest index of all its records and reads; -1 without any. */
	farthest: number;
};

/** What an identity's records say of it, and why they can't be trusted to be whole and in order. */
export type Gathered = {
	history: IdentityHistory;
	/** Null without any operation. */
	phase: Phase | null;
	holes: Hole[];
	/** Of records that contradict each other. */
	contradictions: Doubt[];
	/** What is missing from the ends of its processes. */
	cutOff: Hole[];
	/** All other doubts. */
	doubts: Doubt[];
};

/** What holds for all identities of a run. */
type Circumstances = {
	/** t, above 0. */
	intervalSeconds: number;
	harm: Harm;
	/** Clients whose clocks can't be trusted. */
	doubtedClients: ReadonlySet<string>;
};

/** A clock that steps all the time needs no more than these to be doubted. */
const stepsTold = 3;
/** How far beyond its records an identity's state is searched for on its chain. */
const farthestAhead = 1000;

/**
 * @param pod the identity, whose history it is
 * @param reads of it, in any order
 * @param events of it (`asIdentities`), in order of time
 */
export function gather(
	pod: string,
	{ identities, holes, contradictions }: History,
	reads: readonly ReadRecord[],
	events: readonly LabEvent[],
	{ intervalSeconds, harm, doubtedClients }: Circumstances,
): Gathered {
	const processes = identities.get(pod) ?? [];
	const { chain, farthest, within } = chainFor(pod, processes, reads);
	const mine = placed(reads, chain, within);
	const steps = clockSteps(processes);
	const offsets = processes.filter((each) => clockOffset(each) !== 0);
	const phase = phaseOf(processes, intervalSeconds);
	const ends = uncertainEnds(pod, processes, mine, events, phase, { intervalSeconds, harm });
	const sentences = [
		...(processes.length === 0 ? [`The history has no operation of ${pod}.`] : []),
		...steps.slice(0, stepsTold).map(describeClockStep),
		...offsets.slice(0, stepsTold).map((each) => describeOffset(each, clockOffset(each))),
	];
	return {
		history: {
			pod,
			processes,
			reads: mine,
			clockStepped: steps.length > 0 || offsets.length > 0,
			doubtedClients,
			chain,
			farthest,
		},
		phase,
		holes,
		contradictions: contradictions.map(({ sentence }) => doubt(pod, sentence)),
		cutOff: ends.holes,
		doubts: [...sentences.map((sentence) => doubt(pod, sentence)), ...ends.doubts],
	};
}

/** The same, with the indices of states that the store answered, whom it told none. */
function placed(reads: readonly ReadRecord[], chain: KnownChain, farthest: number): readonly ReadRecord[] {
	if (!reads.some(({ kind }) => kind === "stored")) return reads;
	chain.extendTo(farthest + farthestAhead);
	return reads.map((read) =>
		read.kind === "stored" && read.index === null && read.state !== null
			? { ...read, index: chain.indexAmongKnown(read.state) }
			: read,
	);
}
