import * as z from "zod/mini";
import { from, numberWhere, orNull, port, readEnvironment, type Variables } from "../../environment.ts";
import { type Tokens, type Writer, writers } from "./authorization.ts";

const ports = z.pipe(
	z.string().check(z.regex(/^[^\s:,]+:\d+(,[^\s:,]+:\d+)*$/, "host:port, or several with commas")),
	z.transform((text: string) => text.split(",")),
);

const sources = {
	/** Folder of the history and of the events. */
	dataFolder: from("DATA_DIR", z.string("a folder that can be written to")),
	/** Namespace whose Pods are watched; null watches none. */
	watchNamespace: from("WATCH_NAMESPACE", orNull(z.string())),
	/** `host:port`s that should be closed to all but their own; tried when a run starts. */
	closedPorts: from("CLOSED_PORTS", z._default(ports, [])),
	host: from("HOST", z._default(z.string(), "0.0.0.0")),
	streamPort: from("STREAM_PORT", z._default(port, 32_100)),
	httpPort: from("HTTP_PORT", z._default(port, 32_101)),
	/** Largest size of one file; beyond it nothing more is taken. */
	fileLimitBytes: from(
		"FILE_LIMIT_BYTES",
		z._default(
			numberWhere((value) => value > 0, "a number of bytes above 0"),
			1024 ** 3,
		),
	),
};

/** @throws Error that says what is wrong, never with a token */
export const readSettings = (variables: Variables) => ({
	...readEnvironment(sources, variables),
	/** What each who writes shows. */
	tokens: readTokens(variables),
});

const leastTokenCharacters = 16;

/**
 * The variables `APPLICATION_TOKEN`, `SCENARIO_TOKEN`, … for each who writes.
 *
 * @throws Error that names the wrong ones, never a token
 */
function readTokens(variables: Variables): Tokens {
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
