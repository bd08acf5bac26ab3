import type { FaultOrder } from "../../../../schema/faultOrder.ts";
import { cutOff } from "./cutOff.ts";
import { freeze } from "./freeze.ts";
import { kill } from "./kill.ts";
import type { ChangeKind, NodeFault } from "./nodeFault.ts";
import { squeezeCpu } from "./squeezeCpu.ts";
import { squeezeMemory } from "./squeezeMemory.ts";
import { stopApiServer } from "./stopApiServer.ts";
import { stopNode } from "./stopNode.ts";

/** What the agent can be ordered to do. */
export const nodeFaults = {
	kill,
	freeze,
	"cut-off": cutOff,
	"squeeze-cpu": squeezeCpu,
	"squeeze-memory": squeezeMemory,
	"stop-node": stopNode,
	"stop-api-server": stopApiServer,
};

type Changes = { [Do in FaultOrder["do"]]: (typeof nodeFaults)[Do]["changes"] }[FaultOrder["do"]];
type ChangeOf<Kinds> = Kinds extends unknown ? Told<Kinds[keyof Kinds]> : never;
type Told<Kind> = Kind extends ChangeKind<infer One> ? One : never;
/** One thing that a fault changed, as data: an agent that starts after this one can undo it. */
export type Change = ChangeOf<Changes>;

/** How an order is done and witnessed. */
export function nodeFaultOf(order: FaultOrder): NodeFault<FaultOrder, Change, unknown> {
	// The table pairs each order with its own fault, which the compiler can't follow.
	return nodeFaults[order.do] as unknown as NodeFault<FaultOrder, Change, unknown>;
}
