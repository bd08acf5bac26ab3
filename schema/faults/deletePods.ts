import { defineFault, gracePeriodSeconds, hit } from "./definition.ts";

/** Without a grace period here Pods get their own. */
export const deletePods = defineFault({
	kind: "delete-pods",
	does: "deletes Pods at once",
	witness:
		"the observer's watch: the Pod of that UID was deleted, or another of its name was made; how many seconds after",
	fields: { ...hit, gracePeriodSeconds },
	deletes: "replicas",
});
