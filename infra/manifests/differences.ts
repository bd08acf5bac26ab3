import { parseDocument } from "yaml";
import type { Document, Manifest } from "./manifest.ts";

/** How a stack's manifests on one platform differ from those on another. */
export interface Differences {
	/** Resources that are only there on the other. */
	without: string[];
	/** Resource → field's path → what it is here; null: not there. */
	changed: Record<string, Record<string, unknown>>;
	with: Document[];
}

export function differences(from: readonly Manifest[], to: readonly Manifest[]): Differences {
	const before = new Map(from.map((each) => [each.resource, each]));
	const after = new Map(to.map((each) => [each.resource, each]));
	const both = to.filter(({ resource }) => before.has(resource));
	const changed = both
		.map(({ resource, document }): [string, Record<string, unknown>] => [
			resource,
			changedFields(before.get(resource)?.document, document),
		])
		.filter(([, fields]) => Object.keys(fields).length > 0);
	return {
		without: from.filter(({ resource }) => !after.has(resource)).map(({ resource }) => resource),
		changed: Object.fromEntries(changed),
		with: to.filter(({ resource }) => !before.has(resource)).map(({ document }) => document),
	};
}

function changedFields(from: unknown, to: unknown): Record<string, unknown> {
	const before = leavesOf(from);
	const after = leavesOf(to);
	const paths = new Set([...before.keys(), ...after.keys()]);
	return Object.fromEntries(
		[...paths].filter((path) => before.get(path) !== after.get(path)).map((path) => [path, after.get(path) ?? null]),
	);
}

/**
 * Path of each field, such as `spec.containers[app].image` → its value; an empty list or map is
 * one, too.
 */
function leavesOf(value: unknown, path = ""): Map<string, unknown> {
	const parts = partsOf(value);
	if (parts === null) return new Map([[path, value]]);
	if (parts.length === 0) return new Map([[path, "(empty)"]]);
	return new Map(parts.flatMap(([step, part]) => [...leavesOf(part, (path + step).replace(/^\./, ""))]));
}

/** Step of a path → what it leads to; null for a value that has no parts. */
function partsOf(value: unknown): [string, unknown][] | null {
	if (typeof value === "string") return partsOfText(value);
	if (typeof value !== "object" || value === null) return null;
	if (!Array.isArray(value)) {
		return Object.entries(value).map(([key, each]) => [`.${key}`, each]);
	}
	return value.map((each, index) => [`[${each?.name ?? index}]`, each]);
}

/**
 * A configuration file, which is YAML itself, is compared by its own fields; any other text as a
 * whole.
 */
function partsOfText(text: string): [string, unknown][] | null {
	if (!text.includes("\n")) return null;
	const document = parseDocument(text, { logLevel: "silent" });
	if (document.errors.length > 0) return null;
	const value: unknown = document.toJS();
	return typeof value === "object" ? partsOf(value) : null;
}
