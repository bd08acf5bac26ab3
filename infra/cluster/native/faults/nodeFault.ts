import type { VictimReport } from "../../../../schema/witnessReport.ts";
import type { ClusterNode } from "../nodes.ts";
import type { World } from "../witnesses/world.ts";
import type { Undo } from "./undo.ts";

/** How a change of one kind is told and undone. */
export interface ChangeKind<Change> {
	/** In words, while it stands. */
	describe(change: Change): string;
	/** Nothing else is known by then than the change: the agent may be another one. */
	undo(change: Change, nodes: readonly ClusterNode[]): Undo;
}

/**
 * What the node's agent does at an order, and who looks whether it bites. The two share no code but
 * the order: what injects knows the layout of the cluster, what looks reads the world by the
 * functions in `witnesses/`.
 */
export interface NodeFault<Order, Change extends { kind: string } = never, Noted = null> {
	/**
	 * @param note is told of each change, before it is made where that can be
	 * @throws Error when it can't be done; what was noted is undone then
	 */
	inject(order: Order, nodes: readonly ClusterNode[], note: (changes: readonly Change[]) => void): void;
	/** Each kind of change that it notes: what lasts and is noted undoes itself. */
	changes: { [Kind in Change["kind"]]: ChangeKind<Extract<Change, { kind: Kind }>> };
	/** Each may throw, and leaves the outcome inconclusive then. */
	witness: {
		/** What must be known before the fault; can be written as JSON. */
		before?(order: Order, world: World): Noted;
		/** Whether it bites. `noted` is null where nothing could be. */
		injected(order: Order, noted: Noted | null, world: World): VictimReport[];
		/** Whether nothing of it stands. */
		undone(order: Order, noted: Noted | null, world: World): VictimReport[];
	};
}
