import { closestMatch } from "leven";
import { keyNames } from "./keys.ts";

const namespace = "holdfast:";

/**
 * Refuses keys that mean nothing, which Pulumi itself would pass over in silence.
 *
 * @param names of all that is configured, such as `holdfast:seed`; other namespaces are those of
 *   Pulumi and its providers
 * @throws Error that names the first unknown key and the known one that is most like it (by
 *   Levenshtein's distance)
 */
export function refuseUnknownKeys(names: readonly string[]): void {
	const known = new Set(keyNames.map((key) => namespace + key));
	const unknown = names.find((name) => name.startsWith(namespace) && !known.has(name));
	if (unknown === undefined) return;
	const key = unknown.slice(namespace.length);
	throw new Error(
		`There is no key ${unknown}; the closest is ${namespace}${closest(key)}: rename it in the stack's file, or remove it with "pulumi config rm ${key}" (docs/configuration.md has every key).`,
	);
}

/** Whatever the case: `groupsize` is `groupSize`. */
function closest(text: string): string {
	const names = new Map(keyNames.map((key) => [key.toLowerCase(), key]));
	const match = closestMatch(text.toLowerCase(), [...names.keys()]) ?? "";
	return names.get(match) ?? "";
}
