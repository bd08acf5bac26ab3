import { readFileSync } from "node:fs";
import { basename, extname, resolve } from "node:path";
import { parse } from "yaml";
import type { z } from "zod";
import { type Protocol, protocol } from "../../schema/protocol.ts";

type Builtin = (system: { groupSize: number }) => z.input<typeof protocol>;

const quick: Builtin = () => ({
	name: "quick",
	warmUpSeconds: 5,
	durationSeconds: 45,
	faults: [{ kind: "delete-pods", atSeconds: 15, victims: 2 }],
	repetitions: 3,
});

/** As many Pods as a Raft group can lose, after a minute of five (Gschnitzer 2022, chapter 5). */
const thesis: Builtin = ({ groupSize }) => ({
	name: "thesis",
	warmUpSeconds: 30,
	durationSeconds: 300,
	faults: [
		{
			kind: "delete-pods",
			atSeconds: 60,
			victims: Math.floor(groupSize / 2),
		},
	],
	repetitions: 5,
});

const builtins: Readonly<Record<string, Builtin>> = {
	quick,
	thesis,
	// Its twin without failures.
	"thesis-calm": (system) => ({
		...thesis(system),
		name: "thesis-calm",
		faults: [],
	}),
};

export const builtinProtocols: readonly string[] = Object.keys(builtins);

/** The protocol of that name; null when there is none. */
export function builtinProtocol(name: string, system: { groupSize: number }): Protocol | null {
	const builtin = builtins[name];
	if (!builtin) return null;
	const { faults = [], ...rest } = builtin(system);
	return protocol.parse({
		...rest,
		faults: faults.map((one) => (one.kind === "delete-pods" ? { gracePeriodSeconds: 1, ...one } : one)),
	});
}

/**
 * A user's own protocol, YAML or JSON, whose name is the file's unless it says another.
 *
 * @param file relative to `folder`
 * @throws Error that names the file, the field, its value and what is allowed
 */
export function readProtocol(file: string, folder: string): Protocol {
	let value: unknown;
	try {
		value = parse(readFileSync(resolve(folder, file), "utf8"));
	} catch (error) {
		throw new Error(`The protocol ${file} can't be read: ${(error as Error).message.split("\n")[0]}`);
	}
	if (typeof value !== "object" || value === null || Array.isArray(value)) {
		throw new Error(`The protocol ${file} must be a mapping such as "durationSeconds: 60".`);
	}
	const named = { name: basename(file, extname(file)), ...value };
	const result = protocol.safeParse(named);
	if (result.success) return result.data;
	const [issue] = result.error.issues as [z.core.$ZodIssue];
	throw new Error(`The protocol ${file}: ${describeIssue(issue, named)}.`);
}

/** `faults[0].victims is 0: Too small: expected number to be >=1` */
function describeIssue({ path, message }: z.core.$ZodIssue, root: unknown) {
	const name = path.reduce<string>(
		(text, key) => (typeof key === "number" ? `${text}[${key}]` : `${text && `${text}.`}${String(key)}`),
		"",
	);
	if (name === "") return message;
	let value: unknown = root;
	for (const key of path) {
		value = (value as Record<PropertyKey, unknown> | null)?.[key];
	}
	const shown = value === undefined ? "missing" : JSON.stringify(value);
	return `${name} is ${shown}: ${message}`;
}
