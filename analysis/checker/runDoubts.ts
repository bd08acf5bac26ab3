import type { LabEvent } from "../../schema/event.ts";
import type { ReadRecord } from "../../schema/read.ts";
import { clientsAhead, describeLead } from "./clocks.ts";
import { type Doubt, doubt } from "./doubts.ts";
import { describeHole, type Hole } from "./history.ts";
import type { Gathered } from "./identityHistory.ts";

/** What is told of one identity. */
export type Told = Pick<Gathered, "holes" | "contradictions" | "cutOff" | "doubts">;

/** Whom a run's doubts are about, and those that are about all of it. */
export type RunDoubts = {
	/** All that the history tells of, in the order in which they are judged. */
	pods: readonly string[];
	/** Those that have records, in the order of these. */
	recorded: readonly string[];
	replicas: ReadonlySet<string>;
	/** Clients whose clocks can't be trusted. */
	doubtedClients: ReadonlySet<string>;
	/** Why the history isn't whole, as far as its reader knows. */
	ofReader: readonly Doubt[];
	ofRun: readonly Doubt[];
};

type Run = Pick<RunDoubts, "pods" | "recorded" | "replicas"> & {
	reads: readonly ReadRecord[];
	events: readonly LabEvent[];
	/** Why the history isn't whole, as far as its reader knows; one sentence each. */
	reasons: readonly string[];
};

export function runDoubts({ reads, events, reasons, ...who }: Run): RunDoubts {
	const leads = clientsAhead(reads);
	return {
		...who,
		doubtedClients: new Set(leads.keys()),
		ofReader: reasons.map((sentence) => doubt(null, sentence)),
		ofRun: [
			...Array.from(leads, ([client, seconds]) => doubt(null, describeLead(client, seconds))),
			...unpairedRun(events),
		],
	};
}

/**
 * Why what is known of some identities can't be trusted to be whole and in order, those doubts
 * included that are about the whole run, in the order in which they are told.
 *
 * @param told by identity
 */
export function doubtsAbout(told: ReadonlyMap<string, Told>, run: RunDoubts): Doubt[] {
	return [
		...run.ofReader,
		...holesIn(told, run).map((hole) => doubt(hole.pod, describeHole(hole))),
		...run.recorded.flatMap((pod) => told.get(pod)?.contradictions ?? []),
		...run.ofRun,
		...run.pods.flatMap((pod) => [...stranger(pod, run), ...(told.get(pod)?.doubts ?? [])]),
	];
}

/** @param told by identity */
export function holesIn(told: ReadonlyMap<string, Told>, { pods, recorded }: RunDoubts): Hole[] {
	return [
		...recorded.flatMap((pod) => told.get(pod)?.holes ?? []),
		...pods.flatMap((pod) => told.get(pod)?.cutOff ?? []),
	];
}

function stranger(pod: string, { replicas }: RunDoubts): Doubt[] {
	if (replicas.has(pod)) return [];
	return [doubt(null, `The history has records of ${pod}, no replica of this run.`)];
}

/** A run's start without its end, or the other way round: the events aren't whole. */
function unpairedRun(events: readonly LabEvent[]): Doubt[] {
	const has = (name: LabEvent["event"]) => events.some(({ event }) => event === name);
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
