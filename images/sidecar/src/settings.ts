// The full zod would cost each Pod 11 MB of memory (measured with Node 24).
import * as z from "zod/mini";
import { groupProblem, ordinalOf } from "../../../schema/raftGroups.ts";
import { numberWhere, port, readEnvironment, wholeFrom } from "../../environment.ts";

/** What is done about a group whose majority is gone: nothing, loudly, or give its data up. */
export type MajorityPolicy = "halt" | "reset";

/** What the environment says, checked. */
export interface Settings {
	/** Name of the Pod: in the decentral mode the identity of the replica in it. */
	pod: string;
	/** What Pods' names begin with. */
	podPrefix: string;
	/** i of `<prefix>-i`. */
	ordinal: number;
	/** n: how many Pods with a consensus replica, and members of the CP Subsystem, there are. */
	replicas: number;
	/** The replicas, in other Pods, whose states the members keep; null: each keeps that of the replica in its own Pod. */
	clients: {
		replicas: number;
		/** What they show. */
		token: string;
	} | null;
	/** g: members of a Raft group. */
	groupSize: number;
	/** Address of this Pod, where the peers reach its member. */
	podAddress: string;
	/** DNS domain of the peers: replica i is `<prefix>-i.<domain>`. */
	peerDomain: string;
	/** What peers show one another. */
	peerToken: string;
	majorityPolicy: MajorityPolicy;
	/** How long the peers may take to show up at the first formation, seconds. */
	formationLimitSeconds: number;
	/** How long a majority must have been gone before the policy `reset` gives its group up, seconds. */
	resetAfterSeconds: number;
	/** Named pipe at which the member waits to be told whom to join. */
	launcher: string;
	/** What the member says about Raft. */
	raftLog: string;
	/** The application's interface: for its own Pod alone, unless there are clients. */
	host: string;
	port: number;
	/** Peers, probes and metrics. */
	peerHost: string;
	peerPort: number;
	/** The member in the same Pod. */
	member: { host: string; clientPort: number; managementPort: number };
	/** Base URL of the observer that events are told; null tells nobody. */
	observer: string | null;
	/** What the observer wants to be shown; null where it asks for nothing. */
	observerToken: string | null;
	mode: string;
}

const secondsAbove0 = numberWhere((value) => value > 0, "a number of seconds above 0");

const secret = "a secret of 16 characters or more";

const environment = z.object({
	POD_NAME: z.string("the replica's identity, for example pod-0"),
	POD_PREFIX: z._default(z.string(), "pod"),
	REPLICAS: wholeFrom(1),
	GROUP_SIZE: z._default(wholeFrom(1), 5),
	POD_IP: z.string("the Pod's address"),
	PEER_DOMAIN: z._default(z.string(), "replicas"),
	PEER_TOKEN: z.string("the secret that peers share, 16 characters or more").check(z.minLength(16, secret)),
	CLIENTS: z.optional(wholeFrom(1)),
	CLIENT_TOKEN: z.optional(z.string().check(z.minLength(16, secret))),
	LOST_MAJORITY: z._default(z.enum(["halt", "reset"], "one of: halt, reset"), "halt"),
	FORMATION_LIMIT_SECONDS: z._default(secondsAbove0, 120),
	RESET_AFTER_SECONDS: z._default(secondsAbove0, 10),
	LAUNCHER: z._default(z.string(), "/launcher/start"),
	RAFT_LOG: z._default(z.string(), "/launcher/raft.log"),
	HOST: z._default(z.string(), "127.0.0.1"),
	PORT: z._default(port, 32_200),
	PEER_HOST: z._default(z.string(), "0.0.0.0"),
	PEER_PORT: z._default(port, 32_201),
	MEMBER_HOST: z._default(z.string(), "127.0.0.1"),
	MEMBER_CLIENT_PORT: z._default(port, 5702),
	MEMBER_MANAGEMENT_PORT: z._default(port, 5703),
	OBSERVER: z.optional(z.url({ protocol: /^http$/, error: "an http URL, or empty for none" })),
	OBSERVER_TOKEN: z.optional(z.string()),
	MODE: z._default(z.string(), "decentral"),
});

/**
 * Reads the settings out of environment variables. An empty variable counts as not set.
 *
 * @throws Error that names every wrong variable, its value (never a token's) and what is allowed
 */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
	for (const name of ["PEER_TOKEN", "CLIENT_TOKEN"]) {
		const token = variables[name];
		if (token !== undefined && token !== "" && token.length < 16) {
			throw new Error(`The environment is wrong: ${name} must be ${secret}.`);
		}
	}
	const e = readEnvironment(environment, variables);
	const problem = groupProblem(e.REPLICAS, e.GROUP_SIZE);
	if (problem) throw new Error(`The environment is wrong: ${problem}`);
	if ((e.CLIENTS === undefined) !== (e.CLIENT_TOKEN === undefined)) {
		throw new Error("The environment is wrong: set both CLIENTS and CLIENT_TOKEN, or neither.");
	}
	const { POD_PREFIX: podPrefix } = e;
	const ordinal = ordinalIn(e.POD_NAME, podPrefix);
	if (ordinal === null || ordinal >= e.REPLICAS) {
		throw new Error(
			`The environment is wrong: POD_NAME="${e.POD_NAME}" must be one of the ${e.REPLICAS} replicas, ${podPrefix}-0 to ${podPrefix}-${e.REPLICAS - 1}.`,
		);
	}
	return {
		pod: e.POD_NAME,
		podPrefix,
		ordinal,
		replicas: e.REPLICAS,
		clients:
			e.CLIENTS !== undefined && e.CLIENT_TOKEN !== undefined ? { replicas: e.CLIENTS, token: e.CLIENT_TOKEN } : null,
		groupSize: e.GROUP_SIZE,
		podAddress: e.POD_IP,
		peerDomain: e.PEER_DOMAIN,
		peerToken: e.PEER_TOKEN,
		majorityPolicy: e.LOST_MAJORITY,
		formationLimitSeconds: e.FORMATION_LIMIT_SECONDS,
		resetAfterSeconds: e.RESET_AFTER_SECONDS,
		launcher: e.LAUNCHER,
		raftLog: e.RAFT_LOG,
		host: e.HOST,
		port: e.PORT,
		peerHost: e.PEER_HOST,
		peerPort: e.PEER_PORT,
		member: {
			host: e.MEMBER_HOST,
			clientPort: e.MEMBER_CLIENT_PORT,
			managementPort: e.MEMBER_MANAGEMENT_PORT,
		},
		observer: e.OBSERVER?.replace(/\/+$/, "") ?? null,
		observerToken: e.OBSERVER_TOKEN ?? null,
		mode: e.MODE,
	};
}

function ordinalIn(pod: string, prefix: string): number | null {
	try {
		return ordinalOf(pod, prefix);
	} catch {
		return null;
	}
}
