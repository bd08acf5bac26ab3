import type { LabEvent } from "../../schema/event.ts";
import type { ReadRecord } from "../../schema/read.ts";
import type { CountedPeriod } from "../operations/population.ts";
import { asIdentities } from "./activePods.ts";
import { type Course, courseOf } from "./course.ts";
import { type Harm, harmOf } from "./harm.ts";
import { type RunDoubts, runDoubts } from "./runDoubts.ts";

/**
 * What judging one identity needs to know of all the others and of the run: plain data, which
 * threads can send each other.
 */
export type Surroundings = {
	/** t, above 0. */
	intervalSeconds: number;
	harm: Harm;
	course: Course;
	/** By whom they are of, in order of time. */
	eventsByPod: ReadonlyMap<string | undefined, readonly LabEvent[]>;
	/** Whether any client asked a replica what it knows. */
	clientsRead: boolean;
	doubts: RunDoubts;
	/** Whose updates' latencies are asked for; null: nobody asks. */
	latenciesOf: CountedPeriod | null;
};

type Run = {
	/** Those that have records. */
	recorded: Iterable<string>;
	/** All replicas. */
	identities: readonly string[];
	reads: readonly ReadRecord[];
	/** In any order. */
	events: readonly LabEvent[];
	/** Why the history isn't whole, as far as its reader knows; one sentence each. */
	reasons: readonly string[];
} & Pick<Surroundings, "intervalSeconds" | "latenciesOf">;

export function surroundingsOf(run: Run): Surroundings {
	const { identities, reads, reasons, intervalSeconds, latenciesOf } = run;
	const recorded = [...run.recorded];
	const replicas = new Set(identities);
	const events = asIdentities(run.events.toSorted((a, b) => a.time - b.time));
	const pods = new Set([...replicas, ...recorded]);
	for (const { pod } of reads) pods.add(pod);
	return {
		intervalSeconds,
		harm: harmOf(events),
		course: courseOf(events, [...replicas]),
		eventsByPod: Map.groupBy(events, ({ pod }) => pod),
		clientsRead: reads.some(({ kind }) => kind !== "stored"),
		doubts: runDoubts({
			pods: [...pods],
			recorded,
			replicas,
			reads,
			events,
			reasons,
		}),
		latenciesOf,
	};
}
