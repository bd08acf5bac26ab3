import { defineFault, gracePeriodSeconds, hit } from "./definition.ts";

export const deleteMajority = defineFault({
	kind: "delete-majority",
	does: "deletes just so many members of a Raft group that it has no majority (decentral)",
	witness: "as `delete-pods`",
	fields: { group: hit.group, gracePeriodSeconds },
	whom: ({ group }) => `a majority of ${group ?? "a Raft group"}`,
	deletes: "replicas",
	refusal: ({ consensus, mode }) =>
		consensus ? null : `needs Raft groups whose members are known, which the mode "${mode}" doesn't have`,
});
