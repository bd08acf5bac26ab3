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
import { rolling } from "./rolling.ts";
import { squeezeCpu } from "./squeezeCpu.ts";
import { squeezeMemory } from "./squeezeMemory.ts";
import { stopApiServer } from "./stopApiServer.ts";
import { stopNode } from "./stopNode.ts";

/** All kinds of faults, in the order of messages and documentation. */
export const faults = [
	deletePods,
	overlap,
	rolling,
	deleteMajority,
	deleteAll,
	deleteStore,
	killPods,
	killContainer,
	cutOff,
	freeze,
	squeezeCpu,
	squeezeMemory,
	stopNode,
	drainNode,
	stopApiServer,
] as const;
