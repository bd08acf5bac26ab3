import type { V1Node, V1Taint } from "@kubernetes/client-node";
import { quantity } from "../../kubernetes/quantity.ts";
import type { NodeRoom } from "./room.ts";

/**
 * What the nodes can give to Pods; a node that takes none isn't there: one that is cordoned, or has
 * a taint that our Pods don't tolerate.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
 */
export function readNodes(nodes: readonly V1Node[]): NodeRoom[] {
	return nodes
		.filter(({ spec }) => spec?.unschedulable !== true && !spec?.taints?.some(keepsPodsAway))
		.map(({ status }) => {
			const of = (resource: string) => quantity(status?.allocatable?.[resource] ?? "0");
			return {
				memoryBytes: of("memory"),
				millicores: Math.round(of("cpu") * 1000),
				pods: of("pods"),
			};
		});
}

function keepsPodsAway({ effect }: V1Taint): boolean {
	return effect === "NoSchedule" || effect === "NoExecute";
}
