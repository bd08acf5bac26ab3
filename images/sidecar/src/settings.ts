import * as z from "zod/mini";
import { groupProblem, ordinalOf } from "../../../schema/raftGroups.ts";
import { from, observerSources, port, secondsAbove0, type Variables, wholeFrom } from "../../environment.ts";

/** What is done about a group whose majority is gone: nothing, loudly, or give its data up. */
export type MajorityPolicy = "halt" | "reset";

/** What the consensus replicas of both engines are told. */
export const commonSources = {
	/** Name of the Pod: in the decentral mode the identity of the replica in it. */
	pod: from("POD_NAME", z.string("the replica's identity, for example pod-0")),
	/** What Pods' names begin with. */
	podPrefix: from("POD_PREFIX", z._default(z.string(), "pod")),
	/** n: how many Pods with a consensus replica and a member there are. */
	replicas: from("REPLICAS", wholeFrom(1)),
	/** g: members of a Raft group. */
	groupSize: from("GROUP_SIZE", z._default(wholeFrom(1), 5)),
	/** Address of this Pod, where the peers reach its member. */
	podAddress: from("POD_IP", z.string("the Pod's address")),
	/** DNS domain of the peers: replica i is `<prefix>-i.<domain>`. */
	peerDomain: from("PEER_DOMAIN", z._default(z.string(), "replicas")),
	/** What peers show one another. */
	peerToken: from("PEER_TOKEN", z.string("the secret that peers share, 16 characters or more")),
	majorityPolicy: from("LOST_MAJORITY", z._default(z.enum(["halt", "reset"], "one of: halt, reset"), "halt")),
	/** How long the peers may take to show up at the first formation. */
	formationLimitSeconds: from("FORMATION_LIMIT_SECONDS", z._default(secondsAbove0, 120)),
	/** How long a majority must have been gone before the policy `reset` gives its group up. */
	resetAfterSeconds: from("RESET_AFTER_SECONDS", z._default(secondsAbove0, 10)),
	/** The application's interface: for its own Pod alone, unless there are clients. */
	host: from("HOST", z._default(z.string(), "127.0.0.1")),
	port: from("PORT", z._default(port, 32_200)),
	/** Peers, probes and metrics. */
	peerHost: from("PEER_HOST", z._default(z.string(), "0.0.0.0")),
	peerPort: from("PEER_PORT", z._default(port, 32_201)),
	...observerSources,
};

/** @throws Error for a token that is too short; it names the variable, never the token */
export function checkTokens(variables: Variables): void {
	for (const name of ["PEER_TOKEN", "CLIENT_TOKEN"]) {
		const token = variables[name];
		if (token && token.length < 16) {
			throw new Error(`The environment is wrong: ${name} must be a secret of 16 characters or more.`);
		}
	}
}

/**
 * i of `<prefix>-i`.
 *
 * @throws Error when the group's size or the Pod's name doesn't fit the number of replicas
 */
export function checkedOrdinal(settings: {
	pod: string;
	podPrefix: string;
	replicas: number;
	groupSize: number;
}): number {
	const { pod, podPrefix, replicas, groupSize } = settings;
	const problem = groupProblem(replicas, groupSize);
	if (problem) throw new Error(`The environment is wrong: ${problem}`);
	const ordinal = ordinalIn(pod, podPrefix);
	if (ordinal !== null && ordinal < replicas) return ordinal;
	throw new Error(
		`The environment is wrong: POD_NAME="${pod}" must be one of the ${replicas} replicas, ${podPrefix}-0 to ${podPrefix}-${replicas - 1}.`,
	);
}

function ordinalIn(pod: string, prefix: string): number | null {
	try {
		return ordinalOf(pod, prefix);
	} catch {
		return null;
	}
}
