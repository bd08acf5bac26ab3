import type { LabEvent } from "../schema/event.ts";
import type { OperationRecord } from "../schema/operation.ts";
import type { ReadRecord } from "../schema/read.ts";
import { clientsAhead, describeLead } from "./clientClocks.ts";
import { clockSteps, describeClockStep } from "./clockSteps.ts";
import { type Doubt, doubt } from "./doubts.ts";
import { uncertainEnds } from "./ends.ts";
import type { Harm } from "./harm.ts";
import {
	describeHole,
	type Hole,
	type ProcessHistory,
	readHistory,
} from "./history.ts";
import { KnownChain } from "./knownChain.ts";
import { clockOffset, describeOffset } from "./processClocks.ts";

/** All that is known of one identity. */
export type IdentityHistory = {
	pod: string;
	processes: readonly ProcessHistory[];
	/** What clients were answered by it, in any order. */
	reads: readonly ReadRecord[];
	/** The clock of its processes stepped: what one did has no order to what another did, or a client. */
	clockStepped: boolean;
	/** Clients whose clocks can't be trusted: what they were told has no order to what the replica did. */
	doubtedClients: ReadonlySet<string>;
	chain: KnownChain;
};

/** What a run's records say, and why they can't be trusted to be whole and in order. */
export type Gathered = {
	/** By identity: all replicas, and whoever else is in the records. */
	histories: Map<string, IdentityHistory>;
	holes: Hole[];
	doubts: Doubt[];
};

/** A clock that steps all the time needs no more than these to be doubted. */
const stepsTold = 3;
/** How far beyond its records an identity's state is searched for on its chain. */
const farthestAhead = 1000;

/**
 * @param records in any order
 * @param reads in any order
 * @param events of identities (`asIdentities`), in order of time
 * @param identities all replicas
 * @param intervalSeconds t, above 0
 * @param harm of the events
 */
export function gather(
	records: Iterable<OperationRecord>,
	reads: readonly ReadRecord[],
	events: readonly LabEvent[],
	identities: readonly string[],
	intervalSeconds: number,
	harm: Harm,
): Gathered {
	const history = readHistory(records);
	const leads = clientsAhead(reads);
	const doubtedClients = new Set(leads.keys());
	const readsByPod = Map.groupBy(reads, ({ pod }) => pod);
	const eventsByPod = Map.groupBy(events, ({ pod }) => pod);
	const pods = new Set([
		...identities,
		...history.identities.keys(),
		...readsByPod.keys(),
	]);
	const gathered: Gathered = {
		histories: new Map(),
		holes: [...history.holes],
		doubts: [
			...history.contradictions.map(({ pod, sentence }) =>
				doubt(pod, sentence),
			),
			...Array.from(leads, ([client, seconds]) =>
				doubt(null, describeLead(client, seconds)),
			),
			...unpairedRun(events),
		],
	};
	const known = new Set(identities);
	for (const pod of pods) {
		const add = (sentence: string) =>
			gathered.doubts.push(doubt(pod, sentence));
		const processes = history.identities.get(pod) ?? [];
		const chain = new KnownChain(pod);
		const mine = placed(readsByPod.get(pod) ?? [], chain, processes);
		const steps = clockSteps(processes);
		const offsets = processes.filter((each) => clockOffset(each) !== 0);
		if (!known.has(pod)) {
			gathered.doubts.push(
				doubt(
					null,
					`The history has records of ${pod}, no replica of this run.`,
				),
			);
		}
		if (processes.length === 0) add(`The history has no operation of ${pod}.`);
		for (const step of steps.slice(0, stepsTold)) add(describeClockStep(step));
		for (const each of offsets.slice(0, stepsTold)) {
			add(describeOffset(each, clockOffset(each)));
		}
		const ends = uncertainEnds(
			pod,
			processes,
			mine,
			eventsByPod.get(pod) ?? [],
			intervalSeconds,
			harm,
		);
		gathered.holes.push(...ends.holes);
		gathered.doubts.push(...ends.doubts);
		gathered.histories.set(pod, {
			pod,
			processes,
			reads: mine,
			clockStepped: steps.length > 0 || offsets.length > 0,
			doubtedClients,
			chain,
		});
	}
	gathered.doubts.unshift(
		...gathered.holes.map((hole) => doubt(hole.pod, describeHole(hole))),
	);
	return gathered;
}

/** A run's start without its end, or the other way round: the events aren't whole. */
function unpairedRun(events: readonly LabEvent[]): Doubt[] {
	const has = (name: LabEvent["event"]) =>
		events.some(({ event }) => event === name);
	if (has("run-started") === has("run-ended")) return [];
	return [
		doubt(
			null,
			has("run-started")
				? "The events tell that the run started, and not that it ended."
				: "The events tell that the run ended, and not that it started.",
		),
	];
}

/** The same, with the indices of states that the store answered, whom it told none. */
function placed(
	reads: readonly ReadRecord[],
	chain: KnownChain,
	processes: readonly ProcessHistory[],
): readonly ReadRecord[] {
	if (!reads.some(({ kind }) => kind === "stored")) return reads;
	let farthest = -1;
	for (const { records } of processes) {
		for (const { index } of records) farthest = Math.max(farthest, index ?? -1);
	}
	chain.extendTo(farthest + farthestAhead);
	return reads.map((read) =>
		read.kind === "stored" && read.index === null && read.state !== null
			? { ...read, index: chain.indexAmongKnown(read.state) }
			: read,
	);
}
