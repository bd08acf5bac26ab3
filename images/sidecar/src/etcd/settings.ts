import * as z from "zod/mini";
import { memberClientPorts, memberPeerPorts } from "../../../../schema/etcdPorts.ts";
import { from, port, readEnvironment, type Variables } from "../../../environment.ts";
import { checkedOrdinal, checkTokens, commonSources } from "../settings.ts";

const sources = {
	...commonSources,
	durability: from("DURABILITY", z._default(z.enum(["memory", "volume"], "one of: memory, volume"), "memory")),
	/** The member's program, in its own container. */
	program: from("MEMBER_PROGRAM", z._default(z.string(), "/bin/etcd")),
	/** Folder of both seats' data, in both containers. */
	dataFolder: from("DATA_FOLDER", z._default(z.string(), "/data")),
	/** Folder of the pipes at which the members wait. */
	launcherFolder: from("LAUNCHER_FOLDER", z._default(z.string(), "/launcher")),
	/** Where members listen for peers. */
	memberHost: from("MEMBER_PEER_HOST", z._default(z.string(), "0.0.0.0")),
	/** Where members take clients. */
	clientHost: from("MEMBER_CLIENT_HOST", z._default(z.string(), "127.0.0.1")),
	ownClientPort: from("OWN_CLIENT_PORT", z._default(port, memberClientPorts.own)),
	lentClientPort: from("LENT_CLIENT_PORT", z._default(port, memberClientPorts.lent)),
	ownPeerPort: from("OWN_PEER_PORT", z._default(port, memberPeerPorts.own)),
	lentPeerPort: from("LENT_PEER_PORT", z._default(port, memberPeerPorts.lent)),
	mode: from("MODE", z._default(z.string(), "decentral-etcd")),
};

/** @throws Error that says what is wrong, never with a token */
export function readSettings(variables: Variables) {
	checkTokens(variables);
	const { durability, ownClientPort, lentClientPort, ownPeerPort, lentPeerPort, ...settings } = readEnvironment(
		sources,
		variables,
	);
	return {
		...settings,
		ordinal: checkedOrdinal(settings),
		/** Whether the data outlive the Pod. */
		durable: durability === "volume",
		clientPorts: { own: ownClientPort, lent: lentClientPort },
		peerPorts: { own: ownPeerPort, lent: lentPeerPort },
	};
}
