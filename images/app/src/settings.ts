// The full zod would cost each replica 11 MB of memory (measured with Node 24).
import * as z from "zod/mini";
import { isPort, numberWhere, port, readEnvironment, wholeFrom } from "../../environment.ts";
import type { OwnPod } from "./storage/adapters/adapter.ts";
import { adapters } from "./storage/adapters/index.ts";
import { adapterNamed } from "./storage/adapters/named.ts";

const modes = adapters.map(({ name }) => name);

/** What the application's environment says, checked. Durations are seconds. */
export interface Settings {
	/** Identity of the replica; hash input of its first state. */
	pod: string;
	self: OwnPod;
	/** Name of an adapter. */
	mode: string;
	replicas: number;
	intervalSeconds: number;
	seed: number;
	host: string;
	port: number;
	/** Where the operation history goes; null records nothing. */
	recorder: { host: string; port: number; token?: string } | null;
	/** How far the hash chain is searched for a stored state. */
	indexLimit: number;
	/** The variables that mean something to this mode alone, as its adapter checked them. */
	own: Readonly<Record<string, unknown>>;
}

const address = "host:port with a port from 1 to 65535, or empty for none";

const recorder = z.pipe(
	z.string().check(z.regex(/^([^\s:]+|\[[0-9a-fA-F:]+\]):\d{1,5}$/, address)),
	z.pipe(
		z.transform((text: string) => {
			const colon = text.lastIndexOf(":");
			return {
				host: text.slice(0, colon).replace(/^\[|\]$/g, ""),
				port: Number(text.slice(colon + 1)),
			};
		}),
		z.object({ host: z.string(), port: z.number() }).check(z.refine(({ port }) => isPort(port), address)),
	),
);

const environment = z.object({
	POD_NAME: z.string("the replica's identity, for example pod-0").check(z.minLength(1)),
	POD_UID: z._default(z.string(), ""),
	MODE: z.enum(modes, `one of: ${modes.join(", ")}`),
	REPLICAS: wholeFrom(1),
	INTERVAL_SECONDS: z._default(
		numberWhere((value) => value > 0, "a number of seconds above 0"),
		1,
	),
	SEED: z._default(wholeFrom(0), 0),
	HOST: z._default(z.string(), "0.0.0.0"),
	PORT: z._default(port, 32_000),
	RECORDER: z.optional(recorder),
	RECORDER_TOKEN: z.optional(z.string()),
	// 115 days of one state a second; some 20 s of hashing at the worst start.
	INDEX_LIMIT: z._default(wholeFrom(1), 10_000_000),
});

/**
 * Reads the settings out of environment variables. An empty variable counts as not set.
 *
 * @throws Error that names every wrong variable, its value (never the password's) and what is allowed
 */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
	const adapter = adapters.find(({ name }) => name === variables.MODE);
	const shape = adapter?.environment ?? {};
	const values = readEnvironment(z.extend(environment, shape), variables);
	const e = values as z.output<typeof environment>;
	const { problem, identityOf = same } = adapterNamed(e.MODE);
	const own = Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(shape, name)));
	const complaint = problem?.(own) ?? null;
	if (complaint !== null) {
		throw new Error(`The environment is wrong: ${complaint}.`);
	}
	return {
		pod: identityOf(e.POD_NAME),
		self: { pod: e.POD_NAME, uid: e.POD_UID },
		mode: e.MODE,
		replicas: e.REPLICAS,
		intervalSeconds: e.INTERVAL_SECONDS,
		seed: e.SEED,
		host: e.HOST,
		port: e.PORT,
		recorder: e.RECORDER
			? {
					...e.RECORDER,
					...(e.RECORDER_TOKEN !== undefined && { token: e.RECORDER_TOKEN }),
				}
			: null,
		indexLimit: e.INDEX_LIMIT,
		own,
	};
}

function same(podName: string): string {
	return podName;
}
