import { z } from "zod";
import { readEnvironment } from "../../environment.ts";
import { type Tokens, type Writer, writers } from "./authorization.ts";

export interface Settings {
	/** Folder of the history and of the events. */
	dataFolder: string;
	/** Namespace whose Pods are watched; null watches none. */
	watchNamespace: string | null;
	/** `host:port`s that should be closed to all but their own; tried when a run starts. */
	closedPorts: string[];
	host: string;
	streamPort: number;
	httpPort: number;
	/** Largest size of one file; beyond it nothing more is taken. */
	fileLimitBytes: number;
	/** What each who writes shows. */
	tokens: Tokens;
}

const port = z.coerce
	.number("a port number from 1 to 65535")
	.int("a port number from 1 to 65535")
	.min(1, "a port number from 1 to 65535")
	.max(65_535, "a port number from 1 to 65535");

const environment = z.object({
	DATA_DIR: z.string("a folder that can be written to"),
	WATCH_NAMESPACE: z.string().optional(),
	CLOSED_PORTS: z
		.string()
		.regex(/^[^\s:,]+:\d+(,[^\s:,]+:\d+)*$/, "host:port, or several with commas")
		.optional(),
	HOST: z.string().default("0.0.0.0"),
	STREAM_PORT: port.default(32_100),
	HTTP_PORT: port.default(32_101),
	FILE_LIMIT_BYTES: z.coerce
		.number("a number of bytes above 0")
		.positive("a number of bytes above 0")
		.default(1024 ** 3),
});

const leastTokenCharacters = 16;

/**
 * The variables `APPLICATION_TOKEN`, `SCENARIO_TOKEN`, … for each who writes.
 *
 * @throws Error that names the wrong ones, never a token
 */
function readTokens(variables: Readonly<Record<string, string | undefined>>): Tokens {
	const nameOf = (writer: Writer) => `${writer.toUpperCase()}_TOKEN`;
	const tokens = Object.fromEntries(writers.map((writer) => [writer, variables[nameOf(writer)] ?? ""])) as Tokens;
	const short = writers.filter((writer) => tokens[writer].length < leastTokenCharacters);
	if (short.length > 0) {
		throw new Error(
			`The environment is wrong: ${short.map(nameOf).join(", ")} must be set to secrets of ${leastTokenCharacters} characters or more: without them anybody could write to the observer.`,
		);
	}
	if (new Set(Object.values(tokens)).size < writers.length) {
		throw new Error(
			`The environment is wrong: ${writers.map(nameOf).join(", ")} must be different secrets, so that nobody can speak for another.`,
		);
	}
	return tokens;
}

/**
 * Reads the settings out of environment variables. An empty variable counts as not set.
 *
 * @throws Error that names every wrong variable, its value and what is allowed
 */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
	const e = readEnvironment(environment, variables);
	return {
		dataFolder: e.DATA_DIR,
		watchNamespace: e.WATCH_NAMESPACE ?? null,
		closedPorts: e.CLOSED_PORTS?.split(",") ?? [],
		host: e.HOST,
		streamPort: e.STREAM_PORT,
		httpPort: e.HTTP_PORT,
		fileLimitBytes: e.FILE_LIMIT_BYTES,
		tokens: readTokens(variables),
	};
}
