import { defineFault, gracePeriodSeconds } from "./definition.ts";

export const deleteAll = defineFault({
	kind: "delete-all",
	does: "deletes every replica's Pod",
	witness: "as `delete-pods`",
	fields: { gracePeriodSeconds },
	whom: (_, __, replicas) => `all ${replicas} replicas`,
	deletes: "replicas",
});
