import { createHash, randomBytes } from "node:crypto";
import {
	field,
	isObject,
	type Properties,
	UNKNOWN,
} from "../provider/values.ts";
import { isNamespaced, kindOf } from "./kinds.ts";

/** Says on an object that its name was made up; the real provider uses the same. */
export const AUTONAMED = "pulumi.com/autonamed";

/**
 * Inputs with a name and, for kinds known to live in one, a namespace. An object without `metadata.name` gets the name
 * it already has, or `<resource name>-<8 hex digits>`. Metadata that aren't known yet stay so.
 *
 * @param before the inputs of the existing object, if there is one
 * @param randomSeed the engine's; empty means anything goes
 */
export function withName(
	inputs: Properties,
	resourceName: string,
	before: Properties | undefined,
	randomSeed: Uint8Array,
	defaultNamespace: string,
): Properties {
	const given = inputs.metadata ?? {};
	if (!isObject(given)) return inputs;
	const metadata = { ...given };
	const kind = kindOf(inputs);
	if (
		metadata.namespace === undefined &&
		kind !== undefined &&
		isNamespaced(kind)
	)
		metadata.namespace = defaultNamespace;
	if (metadata.name === undefined || metadata.name === null) {
		const kept = isAutonamed(before) && field(before, "metadata", "name");
		const digits =
			randomSeed.length > 0
				? createHash("sha256").update(randomSeed).digest("hex").slice(0, 8)
				: randomBytes(4).toString("hex");
		const stem =
			typeof metadata.generateName === "string"
				? metadata.generateName
				: `${dnsLabel(resourceName)}-`;
		metadata.name = typeof kept === "string" ? kept : `${stem}${digits}`;
		if (metadata.annotations === undefined || isObject(metadata.annotations))
			metadata.annotations = {
				...(metadata.annotations as Properties | undefined),
				[AUTONAMED]: "true",
			};
	}
	return { ...inputs, metadata };
}

/** Whether the object's name was made up, so that its replacement can have another. */
export function isAutonamed(inputs: unknown): boolean {
	return field(inputs, "metadata", "annotations", AUTONAMED) === "true";
}

/** The nearest thing to `name` that may begin a Kubernetes name: lower case, digits and `-`, room left for a suffix. */
export function dnsLabel(name: string): string {
	return (
		name
			.toLowerCase()
			.replace(/[^a-z0-9-]+/g, "-")
			.replace(/^-+|-+$/g, "")
			.slice(0, 50)
			.replace(/-+$/, "") || "object"
	);
}

/** The id of an object in Pulumi's state: `namespace/name`, or `name` for kinds without namespace. */
export function idOf(object: unknown): string {
	const name = field(object, "metadata", "name");
	const namespace = field(object, "metadata", "namespace");
	if (typeof name !== "string" || name === UNKNOWN) return "";
	return typeof namespace === "string" && namespace !== UNKNOWN
		? `${namespace}/${name}`
		: name;
}

/** The parts of an id. */
export function parseId(id: string): {
	namespace: string | undefined;
	name: string;
} {
	const slash = id.indexOf("/");
	return slash < 0
		? { namespace: undefined, name: id }
		: { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
}
