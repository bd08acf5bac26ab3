import type { Fault, FaultKind, KindWithoutOrder } from "../../schema/fault.ts";
import { definitionOf } from "../../schema/faultKinds.ts";
import type { Lab } from "../labDescription.ts";
import { choose, describeVictims } from "./choose.ts";
import { chooseNode } from "./chooseNode.ts";
import { deleteAll } from "./deleteAll.ts";
import { deleteMajority } from "./deleteMajority.ts";
import { deletePods } from "./deletePods.ts";
import { deleteStore } from "./deleteStore.ts";
import { drainNode } from "./drainNode.ts";
import { injectByOrder } from "./ordered.ts";
import { overlap } from "./overlap.ts";
import type { Hit, Procedure, World } from "./procedure.ts";
import { rolling } from "./rolling.ts";
import { stopNode } from "./stopNode.ts";

/** What is more than an order to the node's agent. */
export const procedures: { [Kind in KindWithoutOrder]: Procedure<Kind> } & { [Kind in FaultKind]?: Procedure<Kind> } = {
	"delete-pods": deletePods,
	overlap,
	rolling,
	"delete-majority": deleteMajority,
	"delete-all": deleteAll,
	"delete-store": deleteStore,
	"stop-node": stopNode,
	"drain-node": drainNode,
};

/** How a fault is done. */
export function procedureOf(fault: Fault): Required<Omit<Procedure<FaultKind>, "heal">> & Procedure<FaultKind> {
	// The table pairs each kind with its own procedure, which the compiler can't follow.
	const own = procedures[fault.kind] as unknown as Procedure<FaultKind> | undefined;
	return { choose: chooseByFields, inject: injectByOrder, ...own };
}

/** Whom a fault will hit, for people, before it is known for sure. */
export function whom(fault: Fault, lab: Lab, seed: number): string {
	const { whom, takesNode } = definitionOf(fault.kind);
	const victims = "target" in fault ? describeVictims(fault, lab, seed) : takesNode ? "a node with replicas on it" : "";
	const hit = "container" in fault ? `the container "${fault.container}" of ${victims}` : victims;
	return whom?.(fault, hit, lab.replicas) ?? hit;
}

function chooseByFields(fault: Fault, world: World): Hit {
	if ("target" in fault) return choose(fault, world);
	return definitionOf(fault.kind).takesNode ? chooseNode(world) : { pods: [] };
}
