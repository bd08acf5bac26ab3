import { fail } from "../lab.ts";
import { evictPods, nodeOpened, patchNode } from "../nodeApi.ts";
import { closed } from "../nodes.ts";
import { nodeOf } from "./chooseNode.ts";
import type { Procedure } from "./procedure.ts";

/** Empties a node for its maintenance: no new Pods, and those that are there are asked to leave. */
export const drainNode: Procedure<"drain-node"> = {
	inject({ lastsSeconds }, { pods }, { lab, hit, deadline }) {
		const node = nodeOf(pods);
		const until = Math.min(deadline, Date.now() + lastsSeconds * 1000);
		patchNode(lab, node, closed(true));
		const kept = evictPods(lab, pods, until, hit);
		if (kept.length === pods.length) {
			fail(`A disruption budget kept every Pod on ${node}: nothing was drained.`);
		}
		for (const { name } of kept) {
			console.error(`${lab.stack}: a disruption budget kept ${name} on ${node} until the drain ended.`);
		}
	},
	heal(_, { pods }, { lab }) {
		return nodeOpened(lab, nodeOf(pods));
	},
};
