import type { Fault } from "../../schema/fault.ts";
import { cutOff } from "./cutOff.ts";
import { deleteAll } from "./deleteAll.ts";
import { deleteMajority } from "./deleteMajority.ts";
import { deletePods } from "./deletePods.ts";
import { deleteStore } from "./deleteStore.ts";
import { drainNode } from "./drainNode.ts";
import { freeze } from "./freeze.ts";
import { killContainer } from "./killContainer.ts";
import { killPods } from "./killPods.ts";
import { overlap } from "./overlap.ts";
import type { Procedure } from "./procedure.ts";
import { rolling } from "./rolling.ts";
import { squeezeCpu } from "./squeezeCpu.ts";
import { squeezeMemory } from "./squeezeMemory.ts";
import { stopApiServer } from "./stopApiServer.ts";
import { stopNode } from "./stopNode.ts";

const procedures: { [Kind in Fault["kind"]]: Procedure<Kind> } = {
	"delete-pods": deletePods,
	overlap,
	rolling,
	"delete-majority": deleteMajority,
	"delete-all": deleteAll,
	"delete-store": deleteStore,
	"kill-pods": killPods,
	"kill-container": killContainer,
	"cut-off": cutOff,
	freeze,
	"squeeze-cpu": squeezeCpu,
	"squeeze-memory": squeezeMemory,
	"stop-node": stopNode,
	"drain-node": drainNode,
	"stop-api-server": stopApiServer,
};

/** How a fault is done. */
export function procedureOf(fault: Fault): Procedure<Fault["kind"]> {
	// The table pairs each kind with its own procedure, which the compiler can't follow.
	return procedures[fault.kind] as unknown as Procedure<Fault["kind"]>;
}
