import type { FaultOrder } from "../../../../schema/faultOrder.ts";
import type { ClusterNode } from "../nodes.ts";
import { type Note, partOf } from "./change.ts";
import { nodeFaultOf } from "./index.ts";
import { HalfInjected, type Part, type Undo, undoParts } from "./undo.ts";

/**
 * Does what the order says.
 *
 * @param nodes the cluster's
 * @param note is told of each change, before it is made where that can be. When it throws, nothing
 *   more is done
 * @returns how to undo it, where it lasts
 * @throws Error when it can't be done; nothing of it is left then, unless the error is
 *   `HalfInjected`, which can say how to undo the rest
 */
export function inject(order: FaultOrder, nodes: readonly ClusterNode[], note: Note = () => {}): Undo | null {
	const parts: Part[] = [];
	const undo = undoParts(parts);
	try {
		nodeFaultOf(order).inject(order, nodes, (changes) => {
			// First here, so that a loop that runs already is ended when it can't be noted.
			parts.push(...changes.map((change) => partOf(change, nodes)));
			note(changes);
		});
	} catch (error) {
		const why = (error as Error).message;
		try {
			undo();
		} catch (left) {
			throw new HalfInjected(why, (left as Error).message, undo);
		}
		throw error;
	}
	return "lastsSeconds" in order ? undo : null;
}
