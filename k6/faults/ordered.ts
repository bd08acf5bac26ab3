import type { Fault } from "../../schema/fault.ts";
import { definitionOf } from "../../schema/faultKinds.ts";
import type { FaultOrder } from "../../schema/faultOrder.ts";
import { fail } from "../lab.ts";
import type { PodStatus } from "../pods.ts";
import { order } from "./agent.ts";
import { nodeOf } from "./chooseNode.ts";
import type { Hit, World } from "./procedure.ts";

/** Has the node's agent do a fault. */
export function injectByOrder(fault: Fault, { pods }: Hit, { lab, hit }: World): void {
	hit(pods, order(lab, orderFor(fault, pods)));
}

/**
 * The order of the fault's kind: whom it hits is said as the order has it, all else as in the
 * fault.
 */
function orderFor(fault: Fault, pods: readonly PodStatus[]): FaultOrder {
	const { order: asked } = definitionOf(fault.kind);
	if (asked === undefined) fail(`Nobody says how "${fault.kind}" is done.`);
	const values = Object.keys(asked.fields).map((name) => [
		name,
		victimsAs[name]?.(pods, fault) ?? fault[name as "kind"],
	]);
	return { do: asked.do, ...Object.fromEntries(values) };
}

const victimsAs: Readonly<Record<string, (pods: readonly PodStatus[], fault: Fault) => unknown>> = {
	/** Ids of a container of each Pod, or of all its containers. */
	containers: (pods, fault) =>
		pods.flatMap(({ name, containers }) => {
			if (!("container" in fault)) return Object.values(containers);
			const { container } = fault;
			return containers[container] ?? fail(`${name} runs no container "${container}" at the moment.`);
		}),
	addresses: (pods) => pods.flatMap(({ ip }) => ip ?? []),
	node: (pods) => nodeOf(pods),
};
