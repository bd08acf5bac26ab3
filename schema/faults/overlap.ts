import { defineFault, hit } from "./definition.ts";

/**
 * The API forgets the Pods at once, so that a successor starts while the old processes still run.
 */
export const overlap = defineFault({
	kind: "overlap",
	does: "deletes them by force: the old process still runs beside its successor for up to 2 s",
	witness: "as `delete-pods`",
	fields: hit,
	deletes: "replicas",
});
