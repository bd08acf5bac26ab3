import { field } from "../provider/values.ts";
import { type Api, ApiError } from "./api.ts";
import { type GroupVersionKind, splitApiVersion } from "./kinds.ts";

/** How the API names a kind in paths. */
export interface ApiResource {
	/** Lower-case plural, e.g. `statefulsets`. */
	plural: string;
	namespaced: boolean;
}

/** Where the API keeps what belongs to an apiVersion. */
export function versionPath(apiVersion: string): string {
	const { group, version } = splitApiVersion(apiVersion);
	return group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
}

/** The path of one object, or, without a name, of all the kind's objects in the namespace. */
export function objectPath(
	apiVersion: string,
	{ plural, namespaced }: ApiResource,
	namespace: string,
	name?: string,
): string {
	return [
		versionPath(apiVersion),
		...(namespaced ? ["namespaces", encodeURIComponent(namespace)] : []),
		plural,
		...(name === undefined ? [] : [encodeURIComponent(name)]),
	].join("/");
}

/** Picks a kind from the API's list of resources (`APIResourceList`); subresources (`pods/log`) don't count. */
export function findResource(
	list: unknown,
	kind: string,
): ApiResource | undefined {
	const resources = field(list, "resources");
	if (!Array.isArray(resources)) return undefined;
	const found = resources.find(
		(resource) =>
			field(resource, "kind") === kind &&
			!String(field(resource, "name")).includes("/"),
	);
	return found === undefined
		? undefined
		: { plural: found.name, namespaced: found.namespaced === true };
}

/**
 * Asks the API for kinds and remembers its lists. A kind that isn't on a remembered list is asked for again: it may have
 * been defined since.
 */
export function discovery(
	api: Api,
): (of: GroupVersionKind, signal: AbortSignal) => Promise<ApiResource> {
	const known = new Map<string, unknown>();
	return async ({ apiVersion, kind }, signal) => {
		const remembered = findResource(known.get(apiVersion), kind);
		if (remembered) return remembered;
		const list = await api
			.send({ method: "GET", path: versionPath(apiVersion), signal })
			.catch((error) => {
				if (error instanceof ApiError && error.status === 404) return {};
				throw error;
			});
		known.set(apiVersion, list);
		const found = findResource(list, kind);
		if (!found)
			throw new UnknownKind(
				`The cluster at ${api.server} knows no ${kind} in ${apiVersion}; check both, and that its CustomResourceDefinition exists.`,
			);
		return found;
	};
}

export class UnknownKind extends Error {
	override name = "UnknownKind";
}
