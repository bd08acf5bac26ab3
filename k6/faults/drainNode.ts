import { evictPods, nodeOpened, patchNode } from "../nodeApi.ts";
import { closed } from "../nodes.ts";
import { chooseNode, nodeOf, someNode } from "./chooseNode.ts";
import type { Procedure } from "./procedure.ts";

/** Empties a node for its maintenance: no new Pods, and those that are there are asked to leave. */
export const drainNode: Procedure<"drain-node"> = {
	whom: () => someNode,
	choose: chooseNode,
	inject(_, { pods }, { lab, hit }) {
		patchNode(lab, nodeOf(pods), closed(true));
		evictPods(lab, pods);
		hit(pods);
	},
	heal(_, { pods }, { lab }) {
		return nodeOpened(lab, nodeOf(pods));
	},
};
