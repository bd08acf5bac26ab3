import { defineFault, lastsSeconds } from "./definition.ts";

export const drainNode = defineFault({
	kind: "drain-node",
	does: "closes a node to Pods and evicts those on it, as their [disruption budgets](platforms.md#drains) let them go, then opens it again",
	witness: "as `delete-pods`; afterwards the API has the node open",
	fields: { lastsSeconds },
	deletes: "replicas",
	takesNode: true,
});
