import type { Method, MethodArgs } from "../method.ts";
import { couchdb } from "./couchdb.ts";
import { pouchdb } from "./pouchdb.ts";

/** The states lie in a document store outside the application's Pods (Gschnitzer 2022, 4.3). */
export function central(args: MethodArgs): Method {
	const { hasCharts, couchdbImage } = args.cluster;
	return hasCharts || couchdbImage ? couchdb(args) : pouchdb(args);
}
