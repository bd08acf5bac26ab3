import { isDeepStrictEqual } from "node:util";
import { isObject, type Properties } from "../provider/values.ts";

/** What the API server itself writes into an object, and changes with every write. */
const KEPT_BY_SERVER = [
	"creationTimestamp",
	"generation",
	"managedFields",
	"resourceVersion",
	"selfLink",
	"uid",
];

/** An object without what the API server and the controllers write into it: only what somebody asked for, and defaults. */
export function comparable(object: unknown): Properties {
	if (!isObject(object)) return {};
	const { status: _, metadata, ...rest } = object;
	const kept = Object.entries(isObject(metadata) ? metadata : {}).filter(
		([name]) => !KEPT_BY_SERVER.includes(name),
	);
	return { ...rest, metadata: Object.fromEntries(kept) };
}

/** Whether two objects, as the API server answers them, ask for the same. */
export function askForTheSame(one: unknown, other: unknown): boolean {
	return isDeepStrictEqual(comparable(one), comparable(other));
}
