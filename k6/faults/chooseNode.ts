import { chooseVictims } from "../../schema/victims.ts";
import { fail, listAllPods } from "../lab.ts";
import type { PodStatus } from "../pods.ts";
import type { Hit, World } from "./procedure.ts";

/**
 * The replicas of a node that the seed chooses, of those that have some and hold neither the
 * control plane nor the store.
 */
export function chooseNode({ lab, seed }: World): Hit {
	const pods = listAllPods(lab);
	const having = lab.furtherNodes.filter((name) => pods.some(({ node }) => node === name));
	if (having.length === 0) {
		return fail(`No replica is on a node that may be taken: those are ${lab.furtherNodes.join(", ") || "none"}.`);
	}
	const [chosen] = chooseVictims(having, 1, seed);
	return {
		pods: pods.filter(({ node }) => node === chosen),
		describe: () => `all that were on the node ${chosen}`,
	};
}

/** The node that Pods of one node are on. */
export function nodeOf(pods: readonly PodStatus[]): string {
	return pods[0]?.node ?? fail("Nobody says which node the Pods are on.");
}
