import type { OperationRecord } from "../schema/operation.ts";
import type { ReadRecord } from "../schema/read.ts";
import { clientsAhead, describeLead } from "./clientClocks.ts";
import { clockSteps, describeClockStep } from "./clockSteps.ts";
import {
	describeHole,
	type Hole,
	type ProcessHistory,
	readHistory,
} from "./history.ts";

/** All that is known of one identity. */
export type Evidence = {
	pod: string;
	processes: readonly ProcessHistory[];
	/** What clients were answered by it, in any order. */
	reads: readonly ReadRecord[];
	/** The clock of its processes stepped: what one did has no order to what another did, or a client. */
	clockStepped: boolean;
	/** Clients whose clocks can't be trusted: what they were told has no order to what the replica did. */
	doubtedClients: ReadonlySet<string>;
};

/** What a run's records say, and why they can't be trusted to be whole and in order. */
export type Gathered = {
	/** By identity: all replicas, and whoever else is in the records. */
	evidence: Map<string, Evidence>;
	holes: Hole[];
	/** One sentence each. */
	doubts: string[];
};

/** A clock that steps all the time needs no more than these to be doubted. */
const stepsTold = 3;

/**
 * @param records in any order
 * @param reads in any order
 * @param identities all replicas
 */
export function gather(
	records: Iterable<OperationRecord>,
	reads: readonly ReadRecord[],
	identities: readonly string[],
): Gathered {
	const history = readHistory(records);
	const steps = [...history.identities.values()].map(clockSteps);
	const leads = clientsAhead(reads);
	const stepped = new Set(steps.flat().map(({ pod }) => pod));
	const doubtedClients = new Set(leads.keys());
	const readsByPod = Map.groupBy(reads, ({ pod }) => pod);
	const pods = new Set([
		...identities,
		...history.identities.keys(),
		...readsByPod.keys(),
	]);
	const evidence = Array.from(pods, (pod): [string, Evidence] => [
		pod,
		{
			pod,
			processes: history.identities.get(pod) ?? [],
			reads: readsByPod.get(pod) ?? [],
			clockStepped: stepped.has(pod),
			doubtedClients,
		},
	]);
	const silent = identities.filter((pod) => !history.identities.has(pod));
	return {
		evidence: new Map(evidence),
		holes: history.holes,
		doubts: [
			...history.holes.map(describeHole),
			...history.contradictions,
			...silent.map((pod) => `The history has no operation of ${pod}.`),
			...steps.flatMap((ofOne) =>
				ofOne.slice(0, stepsTold).map(describeClockStep),
			),
			...Array.from(leads, ([client, seconds]) =>
				describeLead(client, seconds),
			),
		],
	};
}
