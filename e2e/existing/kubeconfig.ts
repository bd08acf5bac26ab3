import { readFileSync, writeFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { state } from "../../infra/cluster/native/layout.ts";

/**
 * Contexts of the kubeconfig that a user of the tests' cluster has; none of them is the current
 * one.
 */
export const contexts = {
	administrator: "own-cluster",
	/** May look at everything but secrets, and change nothing. */
	guest: "own-cluster-guest",
} as const;

/**
 * Writes a kubeconfig that holds everything itself, as a cloud hands it out, with the
 * administrator's context alone.
 */
export function writeKubeconfig(file: string): void {
	const own = parse(readFileSync(state.kubeconfig, "utf8")) as {
		clusters: [{ cluster: { server: string } }];
		users: [{ user: object }];
	};
	const { server } = own.clusters[0].cluster;
	const authority = readFileSync(state.ca).toString("base64");
	write(file, {
		clusters: [
			{
				name: "own-cluster",
				cluster: { server, "certificate-authority-data": authority },
			},
		],
		users: [{ name: contexts.administrator, user: own.users[0].user }],
		contexts: [contextOf(contexts.administrator)],
	});
}

/** Adds the guest, whom a token identifies. */
export function addGuest(file: string, token: string): void {
	const config = parse(readFileSync(file, "utf8")) as Config;
	write(file, {
		...config,
		users: [...config.users, { name: contexts.guest, user: { token } }],
		contexts: [...config.contexts, contextOf(contexts.guest)],
	});
}

interface Config {
	clusters: unknown[];
	users: unknown[];
	contexts: unknown[];
}

function contextOf(name: string) {
	return { name, context: { cluster: "own-cluster", user: name } };
}

function write(file: string, config: Config): void {
	const text = stringify({ apiVersion: "v1", kind: "Config", ...config });
	writeFileSync(file, text, { mode: 0o600 });
}
