import * as z from "zod/mini";
import { from, port, readEnvironment, type Variables, wholeFrom } from "../../../environment.ts";
import { checkedOrdinal, checkTokens, commonSources } from "../settings.ts";

const sources = {
	...commonSources,
	clientReplicas: from("CLIENTS", z.optional(wholeFrom(1))),
	clientToken: from("CLIENT_TOKEN", z.optional(z.string())),
	/** Named pipe at which the member waits to be told whom to join. */
	launcher: from("LAUNCHER", z._default(z.string(), "/launcher/start")),
	/** What the member says about Raft. */
	raftLog: from("RAFT_LOG", z._default(z.string(), "/launcher/raft.log")),
	memberHost: from("MEMBER_HOST", z._default(z.string(), "127.0.0.1")),
	clientPort: from("MEMBER_CLIENT_PORT", z._default(port, 5702)),
	managementPort: from("MEMBER_MANAGEMENT_PORT", z._default(port, 5703)),
	mode: from("MODE", z._default(z.string(), "decentral")),
};

export type Settings = ReturnType<typeof readSettings>;

/** @throws Error that says what is wrong, never with a token */
export function readSettings(variables: Variables) {
	checkTokens(variables);
	const { clientReplicas, clientToken, memberHost, clientPort, managementPort, ...settings } = readEnvironment(
		sources,
		variables,
	);
	const ordinal = checkedOrdinal(settings);
	if ((clientReplicas === undefined) !== (clientToken === undefined)) {
		throw new Error("The environment is wrong: set both CLIENTS and CLIENT_TOKEN, or neither.");
	}
	return {
		...settings,
		ordinal,
		/** Replicas in other Pods whose states the members keep; null: each keeps its own Pod's. */
		clients:
			clientReplicas !== undefined && clientToken !== undefined
				? { replicas: clientReplicas, token: clientToken }
				: null,
		/** The member in the same Pod. */
		member: { host: memberHost, clientPort, managementPort },
	};
}
