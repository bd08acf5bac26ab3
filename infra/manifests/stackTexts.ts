import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { checkout } from "../../schema/checkout.ts";
import { refuseUnknownKeys } from "../configuration/unknownKeys.ts";

const namespace = "holdfast:";

/**
 * What a stack's file says, without the namespace: `platform` → `kind`; nothing when there is no
 * such file.
 *
 * @throws Error with one sentence when a key is unknown, or its value encrypted
 */
export function stackTexts(stack: string): Record<string, string> {
	const file = join(checkout, "stacks", `Pulumi.${stack}.yaml`);
	return existsSync(file) ? textsIn(readFileSync(file, "utf8"), `stacks/Pulumi.${stack}.yaml`) : {};
}

/** @param name of the file, for errors */
export function textsIn(yaml: string, name: string): Record<string, string> {
	const content = parse(yaml) as { config?: Record<string, unknown> } | null;
	const entries = Object.entries(content?.config ?? {}).filter(([key]) => key.startsWith(namespace));
	refuseUnknownKeys(entries.map(([key]) => key));
	const encrypted = entries.find(([, value]) => typeof value === "object" && value !== null);
	if (encrypted) {
		throw new Error(`${name} holds ${encrypted[0]} encrypted, which only Pulumi can read: name its value with --set.`);
	}
	return Object.fromEntries(entries.map(([key, value]) => [key.slice(namespace.length), String(value)]));
}

/**
 * `nodes=3` → `{ nodes: "3" }`.
 *
 * @throws Error with one sentence when it is no such pair, or the key is unknown
 */
export function textsSet(pairs: readonly string[]): Record<string, string> {
	const entries = pairs.map((pair): [string, string] => {
		const [, key = "", text = ""] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
		if (key === "") {
			throw new Error(`--set takes a key and its value, such as nodes=3, not "${pair}".`);
		}
		return [key, text];
	});
	refuseUnknownKeys(entries.map(([key]) => namespace + key));
	return Object.fromEntries(entries);
}
