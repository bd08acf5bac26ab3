// The full zod would cost each replica 11 MB of memory (measured with Node 24).
import * as z from "zod/mini";
import {
	isPort,
	numberWhere,
	port,
	readEnvironment,
	wholeFrom,
} from "../../environment.ts";
import { identityOf } from "./standby/identity.ts";

export const modes = [
	"central",
	"decentral",
	"hybrid",
	"central-etcd",
	"volume",
	"standby",
	"none",
] as const;
export type Mode = (typeof modes)[number];

/** What the application's environment says, checked. Durations are seconds. */
export interface Settings {
	/** Identity of the replica; hash input of its first state. */
	pod: string;
	/** Name and UID of the Pod, which isn't the identity's where another one stands by for it. */
	self: { pod: string; uid: string };
	mode: Mode;
	replicas: number;
	intervalSeconds: number;
	seed: number;
	host: string;
	port: number;
	/** Where the operation history goes; null records nothing. */
	recorder: { host: string; port: number } | null;
	/** How far the hash chain is searched for a stored state. */
	indexLimit: number;
	central: {
		url: string;
		database: string;
		credentials: { user: string; password: string } | null;
	};
	consensus: {
		/** Base URLs of the consensus replicas that keep the state: of that in the same Pod, or of several elsewhere. */
		urls: string[];
		/** What those elsewhere are shown. */
		token: string | null;
	};
	/** Base URLs of the central etcd's members. */
	etcdUrls: string[];
	/** Where the Pod's own volume is mounted. */
	volumeFolder: string;
	/** Base URL of the State Controller. */
	controllerUrl: string;
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
		z
			.object({ host: z.string(), port: z.number() })
			.check(z.refine(({ port }) => isPort(port), address)),
	),
);

const databaseName =
	"a CouchDB database name: a lower-case letter, then lower-case letters, digits or _$()+-";

const url = z.url({ protocol: /^https?$/, error: "an http or https URL" });

const urls = "http or https URLs, with commas between several";

const urlList = z.pipe(
	z.string(),
	z.pipe(
		z.transform((text: string) => text.split(",")),
		z.array(z.url({ protocol: /^https?$/, error: urls })),
	),
);

const environment = z.object({
	POD_NAME: z
		.string("the replica's identity, for example pod-0")
		.check(z.minLength(1)),
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
	// 115 days of one state a second; some 20 s of hashing at the worst start.
	INDEX_LIMIT: z._default(wholeFrom(1), 10_000_000),
	CENTRAL_URL: z._default(url, "http://central:5984"),
	CENTRAL_DATABASE: z._default(
		z.string().check(z.regex(/^[a-z][a-z0-9_$()+-]*$/, databaseName)),
		"states",
	),
	CENTRAL_USER: z.optional(z.string()),
	CENTRAL_PASSWORD: z.optional(z.string()),
	CONSENSUS_URL: z._default(urlList, ["http://127.0.0.1:32200"]),
	CONSENSUS_TOKEN: z.optional(z.string()),
	ETCD_URLS: z._default(urlList, ["http://central:2379"]),
	VOLUME_FOLDER: z._default(
		z.string().check(z.startsWith("/", "an absolute path")),
		"/state",
	),
	CONTROLLER_URL: z._default(url, "http://controller:32300"),
});

/**
 * Reads the settings out of environment variables. An empty variable counts as not set.
 *
 * @throws Error that names every wrong variable, its value (never the password's) and what is allowed
 */
export function readSettings(
	variables: Readonly<Record<string, string | undefined>>,
): Settings {
	const e = readEnvironment(environment, variables);
	if ((e.CENTRAL_USER === undefined) !== (e.CENTRAL_PASSWORD === undefined)) {
		throw new Error(
			"The environment is wrong: set both CENTRAL_USER and CENTRAL_PASSWORD, or neither.",
		);
	}
	return {
		pod: e.MODE === "standby" ? identityOf(e.POD_NAME) : e.POD_NAME,
		self: { pod: e.POD_NAME, uid: e.POD_UID },
		mode: e.MODE,
		replicas: e.REPLICAS,
		intervalSeconds: e.INTERVAL_SECONDS,
		seed: e.SEED,
		host: e.HOST,
		port: e.PORT,
		recorder: e.RECORDER ?? null,
		indexLimit: e.INDEX_LIMIT,
		central: {
			url: withoutSlash(e.CENTRAL_URL),
			database: e.CENTRAL_DATABASE,
			credentials:
				e.CENTRAL_USER !== undefined && e.CENTRAL_PASSWORD !== undefined
					? { user: e.CENTRAL_USER, password: e.CENTRAL_PASSWORD }
					: null,
		},
		consensus: {
			urls: e.CONSENSUS_URL.map(withoutSlash),
			token: e.CONSENSUS_TOKEN ?? null,
		},
		etcdUrls: e.ETCD_URLS.map(withoutSlash),
		volumeFolder: e.VOLUME_FOLDER,
		controllerUrl: withoutSlash(e.CONTROLLER_URL),
	};
}

function withoutSlash(url: string): string {
	return url.replace(/\/+$/, "");
}
