import { defineFault, gracePeriodSeconds, hit } from "./definition.ts";

export const rolling = defineFault({
	kind: "rolling",
	does: "deletes one after the other, each once the one before is Ready again",
	witness: "as `delete-pods`",
	fields: { ...hit, gracePeriodSeconds },
	deletes: "replicas",
});
