// The full zod would cost each Pod 11 MB of memory (measured with Node 24).
import * as z from "zod/mini";
import type { Seat } from "../../../../schema/etcdPlacement.ts";
import { memberClientPorts, memberPeerPorts } from "../../../../schema/etcdPorts.ts";
import { port, readEnvironment } from "../../../environment.ts";
import { type Settings as CommonSettings, readSettings as readCommonSettings } from "../settings.ts";

/** What the environment says of members that are etcd's, checked. */
export interface Settings extends Omit<CommonSettings, "clients" | "launcher" | "member" | "raftLog"> {
	/** Whether the data outlive the Pod. */
	durable: boolean;
	/** The member's program, in its own container. */
	program: string;
	/** Folder of both seats' data, in both containers. */
	dataFolder: string;
	/** Folder of the pipes at which the members wait. */
	launcherFolder: string;
	/** Where members listen for peers. */
	memberHost: string;
	/** Where members take clients. */
	clientHost: string;
	clientPorts: Readonly<Record<Seat, number>>;
	peerPorts: Readonly<Record<Seat, number>>;
}

const environment = z.object({
	DURABILITY: z._default(z.enum(["memory", "volume"], "one of: memory, volume"), "memory"),
	MEMBER_PROGRAM: z._default(z.string(), "/bin/etcd"),
	DATA_FOLDER: z._default(z.string(), "/data"),
	LAUNCHER_FOLDER: z._default(z.string(), "/launcher"),
	MEMBER_PEER_HOST: z._default(z.string(), "0.0.0.0"),
	MEMBER_CLIENT_HOST: z._default(z.string(), "127.0.0.1"),
	OWN_CLIENT_PORT: z._default(port, memberClientPorts.own),
	LENT_CLIENT_PORT: z._default(port, memberClientPorts.lent),
	OWN_PEER_PORT: z._default(port, memberPeerPorts.own),
	LENT_PEER_PORT: z._default(port, memberPeerPorts.lent),
});

/**
 * Reads the settings out of environment variables. An empty variable counts as not set.
 *
 * @throws Error that names every wrong variable, its value (never the token's) and what is allowed
 */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
	const e = readEnvironment(environment, variables);
	const {
		clients: _,
		launcher: __,
		member: ___,
		raftLog: ____,
		...common
	} = readCommonSettings({ MODE: "decentral-etcd", ...variables });
	return {
		...common,
		durable: e.DURABILITY === "volume",
		program: e.MEMBER_PROGRAM,
		dataFolder: e.DATA_FOLDER,
		launcherFolder: e.LAUNCHER_FOLDER,
		memberHost: e.MEMBER_PEER_HOST,
		clientHost: e.MEMBER_CLIENT_HOST,
		clientPorts: { own: e.OWN_CLIENT_PORT, lent: e.LENT_CLIENT_PORT },
		peerPorts: { own: e.OWN_PEER_PORT, lent: e.LENT_PEER_PORT },
	};
}
