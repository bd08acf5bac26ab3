import * as z from "zod/mini";
import { from, isPort, port, readEnvironment, secondsAbove0, type Variables, wholeFrom } from "../../environment.ts";
import { adapters } from "./storage/adapters/index.ts";

const modes = adapters.map(({ name }) => name);

const address = "host:port with a port from 1 to 65535, or empty for none";

const recorder = z.pipe(
	z.string().check(z.regex(/^([^\s:]+|\[[0-9a-fA-F:]+\]):\d{1,5}$/, address)),
	z.pipe(
		z.transform((text: string) => {
			const colon = text.lastIndexOf(":");
			return { host: text.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(text.slice(colon + 1)) };
		}),
		z.object({ host: z.string(), port: z.number() }).check(z.refine(({ port }) => isPort(port), address)),
	),
);

const sources = {
	podName: from("POD_NAME", z.string("the replica's identity, for example pod-0")),
	podUid: from("POD_UID", z._default(z.string(), "")),
	/** Name of an adapter. */
	mode: from("MODE", z.enum(modes, `one of: ${modes.join(", ")}`)),
	replicas: from("REPLICAS", wholeFrom(1)),
	intervalSeconds: from("INTERVAL_SECONDS", z._default(secondsAbove0, 1)),
	seed: from("SEED", z._default(wholeFrom(0), 0)),
	host: from("HOST", z._default(z.string(), "0.0.0.0")),
	port: from("PORT", z._default(port, 32_000)),
	recorder: from("RECORDER", z.optional(recorder)),
	recorderToken: from("RECORDER_TOKEN", z.optional(z.string())),
	/** How far the chain is searched for a stored state: 115 days of one a second, hashed in 20 s. */
	indexLimit: from("INDEX_LIMIT", z._default(wholeFrom(1), 10_000_000)),
};

export type Settings = ReturnType<typeof readSettings>;

/** @throws Error that names every wrong variable, its value (no password's) and what is allowed */
export function readSettings(variables: Variables) {
	const adapter = adapters.find(({ name }) => name === variables.MODE);
	const named = Object.entries(adapter?.environment ?? {});
	const ownSources = Object.fromEntries(named.map(([name, schema]) => [name, from(name, schema)]));
	const all: typeof sources = { ...sources, ...ownSources };
	const values = readEnvironment(all, variables);
	/** The variables that mean something to this mode alone, as its adapter checked them. */
	const own: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(values)) if (name in ownSources) own[name] = value;
	const complaint = adapter?.problem?.(own) ?? null;
	if (complaint !== null) throw new Error(`The environment is wrong: ${complaint}.`);
	const { podName, podUid, recorder, recorderToken, mode, replicas, intervalSeconds, seed, host, port } = values;
	return {
		/** Identity of the replica; hash input of its first state. */
		pod: adapter?.identityOf?.(podName) ?? podName,
		self: { pod: podName, uid: podUid },
		mode,
		replicas,
		intervalSeconds,
		seed,
		host,
		port,
		/** Where the operation history goes; null records nothing. */
		recorder: recorder ? { ...recorder, ...(recorderToken !== undefined && { token: recorderToken }) } : null,
		indexLimit: values.indexLimit,
		own,
	};
}
