import { container, defineFault, hit } from "./definition.ts";
import { kill } from "./killPods.ts";

export const killContainer = defineFault({
	kind: "kill-container",
	does: "SIGKILL to one container: `app`, `consensus`, `hazelcast`",
	witness: "as `kill-pods`",
	fields: { ...hit, container },
	order: kill,
	kills: "processes",
});
