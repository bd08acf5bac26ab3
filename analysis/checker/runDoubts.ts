import type { LabEvent } from "../schema/event.ts";
import type { ReadRecord } from "../schema/read.ts";
import { clientsAhead, describeLead } from "./clientClocks.ts";
import { type Doubt, doubt } from "./doubts.ts";
import { describeHole, type Hole } from "./history.ts";
import type { Gathered } from "./identityHistory.ts";

/** What is told of one identity. */
type Told = Pick<Gathered, "holes" | "contradictions" | "cutOff" | "doubts">;

type Run = {
	/** All that the history tells of, in the order in which they are judged. */
	pods: ReadonlySet<string>;
	/** Those that have records, in the order of these. */
	recorded: Iterable<string>;
	/** All replicas. */
	replicas: ReadonlySet<string>;
	reads: readonly ReadRecord[];
	events: readonly LabEvent[];
	/** Why the history isn't whole, as far as its reader knows; one sentence each. */
	reasons: readonly string[];
};

/** Why a run's history can't be trusted to be whole and in order, in the order in which it is told. */
export class RunDoubts {
	/** Clients whose clocks can't be trusted. */
	readonly doubtedClients: ReadonlySet<string>;
	readonly #pods: readonly string[];
	readonly #recorded: readonly string[];
	readonly #replicas: ReadonlySet<string>;
	readonly #ofReader: readonly Doubt[];
	readonly #ofRun: readonly Doubt[];
	readonly #told = new Map<string, Told>();

	constructor({ pods, recorded, replicas, reads, events, reasons }: Run) {
		const leads = clientsAhead(reads);
		this.doubtedClients = new Set(leads.keys());
		this.#pods = [...pods];
		this.#recorded = [...recorded];
		this.#replicas = replicas;
		this.#ofReader = reasons.map((sentence) => doubt(null, sentence));
		this.#ofRun = [
			...Array.from(leads, ([client, seconds]) =>
				doubt(null, describeLead(client, seconds)),
			),
			...unpairedRun(events),
		];
	}

	/** Takes what is told of an identity, and gives the sentences about it, those about the whole run included. */
	take(pod: string, told: Told): string[] {
		const { holes, contradictions, cutOff, doubts } = told;
		this.#told.set(pod, { holes, contradictions, cutOff, doubts });
		return this.#inOrder(new Map([[pod, told]])).map(
			({ sentence }) => sentence,
		);
	}

	/** Of all identities that were taken. */
	all(): Doubt[] {
		return this.#inOrder(this.#told);
	}

	holes(): Hole[] {
		return this.#holes(this.#told);
	}

	#holes(told: ReadonlyMap<string, Told>): Hole[] {
		return [
			...this.#recorded.flatMap((pod) => told.get(pod)?.holes ?? []),
			...this.#pods.flatMap((pod) => told.get(pod)?.cutOff ?? []),
		];
	}

	#inOrder(told: ReadonlyMap<string, Told>): Doubt[] {
		return [
			...this.#ofReader,
			...this.#holes(told).map((hole) => doubt(hole.pod, describeHole(hole))),
			...this.#recorded.flatMap((pod) => told.get(pod)?.contradictions ?? []),
			...this.#ofRun,
			...this.#pods.flatMap((pod) => [
				...this.#stranger(pod),
				...(told.get(pod)?.doubts ?? []),
			]),
		];
	}

	#stranger(pod: string): Doubt[] {
		if (this.#replicas.has(pod)) return [];
		return [
			doubt(null, `The history has records of ${pod}, no replica of this run.`),
		];
	}
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
