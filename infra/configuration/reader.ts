import { builtinProtocol } from "../experiment/protocols.ts";
import { definitionOf, type Key, type ValueOf } from "./keys.ts";
import { type Known, resolve } from "./known.ts";

/** The text that the stack's file holds for a key. */
export type Texts = (key: Key) => string | undefined;

/** Reads one stack's keys. */
export interface Reader {
	/** @throws Error that names the key, its value and what is allowed */
	read<Name extends Key>(key: Name): ValueOf<Name>;
	/** Found when it is asked for, since it depends on keys in turn; throws as `read` does. */
	known: Known;
}

export function readerOf(replicas: number, texts: Texts): Reader {
	const known: Known = {
		replicas,
		get groupSize() {
			return read("groupSize");
		},
		get planned() {
			return builtinProtocol(read("protocol"), known);
		},
		get durationSeconds() {
			return read("duration");
		},
	};
	return { read, known };

	function read<Name extends Key>(key: Name): ValueOf<Name> {
		const { values, otherwise } = definitionOf(key);
		const text = texts(key) ?? resolve(otherwise, known);
		const value = values.read(text, known);
		if (value !== null) return value as ValueOf<Name>;
		throw new Error(
			`Invalid value for holdfast:${key}: "${text}". Allowed: ${values.allowed(known)}. Change it with "pulumi config set ${key} …".`,
		);
	}
}
