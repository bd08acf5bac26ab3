import { chartInWords, contentInstead, isUpstreams } from "../../charts/local.ts";
import type { Store } from "../method.ts";
import { couchdbVersion } from "./couchdbValues.ts";

/**
 * What runs as the central store, as far as it is known.
 *
 * @param source of the chart: `repo`, or a path
 */
export function chartStore(source: string): Store {
	if (isUpstreams("couchdb", source)) {
		return { name: "CouchDB", version: couchdbVersion, standsInFor: null };
	}
	const chart = chartInWords("couchdb", source);
	const instead = contentInstead(source);
	return instead === null
		? { name: "CouchDB", version: `of the ${chart}`, standsInFor: null }
		: {
				name: instead.name,
				version: instead.version,
				standsInFor: {
					name: instead.insteadOf,
					why: `the ${chart} says that it holds it`,
				},
			};
}
