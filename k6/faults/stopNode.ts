import { sleep } from "k6";
import type { Lab } from "../labDescription.ts";
import { nodeOpened, patchNode, readNode } from "../nodeApi.ts";
import { declaredOutOfService } from "../nodes.ts";
import { order } from "./agent.ts";
import { nodeOf } from "./chooseNode.ts";
import type { Procedure } from "./procedure.ts";

/** How often Kubernetes is asked whether it has noticed that a node is gone. */
const askEverySeconds = 1;

/**
 * A node with all that is on it is gone without a word. Kubernetes needs a while to notice, and
 * then leaves a StatefulSet's Pods where they were, since it can't know whether they still run;
 * somebody who does know says so, as an administrator would.
 */
export const stopNode: Procedure<"stop-node"> = {
	inject({ lastsSeconds, outOfService }, { pods }, { lab, hit }) {
		const node = nodeOf(pods);
		const end = Date.now() + lastsSeconds * 1000;
		const ordered = order(lab, { do: "stop-node", node, lastsSeconds });
		hit(pods, ordered);
		if (outOfService) declareOnceNoticed(lab, node, end);
	},
	heal(_, { pods }, { lab }) {
		return nodeOpened(lab, nodeOf(pods));
	},
};

/** @param end milliseconds since 1970, when the node comes back */
function declareOnceNoticed(lab: Lab, name: string, end: number): void {
	while (Date.now() < end) {
		const node = readNode(lab, name);
		const noticed = node !== null && !node.ready;
		if (noticed && patchNode(lab, name, declaredOutOfService(node))) return;
		sleep(Math.max(0, Math.min(askEverySeconds, (end - Date.now()) / 1000)));
	}
}
