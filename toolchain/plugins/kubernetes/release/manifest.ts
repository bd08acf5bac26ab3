import { isObject } from "../../provider/values.ts";
import { groupKind, splitApiVersion } from "../kinds.ts";

/** An object in a rendered manifest. */
export interface Rendered {
	apiVersion: string;
	kind: string;
	name: string;
	/** Undefined where the manifest leaves it to the release's. */
	namespace: string | undefined;
}

/** The objects in a manifest of helm's: YAML documents between lines of `---`. */
export async function objectsIn(manifest: string): Promise<Rendered[]> {
	const documents = manifest.split(/^---(?:[ \t].*)?$/m);
	const objects = await Promise.all(
		documents.map(async (text) => scanned(text) ?? (await parsed(text))),
	);
	return objects.filter((object) => object !== undefined);
}

/** Names grouped by `Kind.group/apiVersion`, sorted, as the real provider gives them out. */
export function namesOf(
	objects: readonly Rendered[],
): Record<string, string[]> {
	const groups = new Map<string, Set<string>>();
	for (const object of objects) {
		const key = `${groupKind(object)}/${object.apiVersion}`;
		const names = groups.get(key) ?? new Set();
		names.add(
			object.namespace ? `${object.namespace}/${object.name}` : object.name,
		);
		groups.set(key, names);
	}
	return Object.fromEntries(
		[...groups]
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, names]) => [key, [...names].sort()]),
	);
}

/** The inverse of `namesOf`. */
export function objectsNamed(
	names: Readonly<Record<string, readonly string[]>>,
): Rendered[] {
	return Object.entries(names).flatMap(([key, group]) => {
		const slash = key.indexOf("/");
		const apiVersion = key.slice(slash + 1);
		const suffix = `.${splitApiVersion(apiVersion).group}`;
		const ofGroup = key.slice(0, slash);
		const kind = ofGroup.endsWith(suffix)
			? ofGroup.slice(0, -suffix.length)
			: ofGroup;
		return group.map((full) => {
			const [namespace, name] = full.includes("/")
				? full.split("/", 2)
				: [undefined, full];
			return { apiVersion, kind, namespace, name: String(name) };
		});
	});
}

/** Reads only the lines that matter: parsing the definitions of a large chart would take seconds. */
function scanned(text: string): Rendered | undefined {
	const top = (key: string) =>
		plain(new RegExp(`^${key}:[ ]+(.*)$`, "m"), text);
	const metadata = /^metadata:[ \t]*\n((?:[ \t]+.*\n?|[ \t]*\n|#.*\n)*)/m.exec(
		text,
	)?.[1];
	const indent = metadata && /^[ ]*(?=[^ #\n])/m.exec(metadata)?.[0];
	if (!metadata || !indent) return undefined;
	const inner = (key: string) =>
		plain(new RegExp(`^${indent}${key}:[ ]+(.*)$`, "m"), metadata);
	const [apiVersion, kind, name] = [
		top("apiVersion"),
		top("kind"),
		inner("name"),
	];
	if (!apiVersion || !kind || !name) return undefined;
	return { apiVersion, kind, name, namespace: inner("namespace") };
}

/** A scalar without quotes and comment; undefined for anything that needs a parser. */
function plain(pattern: RegExp, text: string): string | undefined {
	const value = pattern
		.exec(text)?.[1]
		?.replace(/\s+#.*$/, "")
		.trim();
	return /^(["']?)([\w./:-]+)\1$/.exec(value ?? "")?.[2];
}

async function parsed(text: string): Promise<Rendered | undefined> {
	if (/^(?:\s*(?:#.*)?\n?)*$/.test(text)) return undefined;
	const { parse } = await import("yaml");
	const object: unknown = parse(text);
	if (!isObject(object) || !isObject(object.metadata)) return undefined;
	const { apiVersion, kind, metadata } = object;
	if (typeof apiVersion !== "string" || typeof kind !== "string")
		return undefined;
	const { name, namespace } = metadata;
	return {
		apiVersion,
		kind,
		name: String(name ?? metadata.generateName),
		namespace: typeof namespace === "string" ? namespace : undefined,
	};
}
