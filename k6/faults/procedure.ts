import type { Fault } from "../../schema/fault.ts";
import type { Lab } from "../labDescription.ts";
import type { PodStatus } from "../pods.ts";
import type { Ordered } from "./agent.ts";
import type { Seen } from "./witness.ts";

/** The Pods that a fault hits. */
export type Hit = {
	pods: PodStatus[];
	/** What the fault's event says of one of them, beside who the victims are. */
	describe?: (pod: string) => string;
};

/** What a fault has to work with. */
export type World = {
	lab: Lab;
	/** The fault's own: chooses its victims. */
	seed: number;
	/** Until when it may look for whom it hits, in milliseconds since 1970. */
	deadline: number;
	/**
	 * Says that these Pods were hit just now, and what the agent's witness sees of it, where the
	 * agent was ordered to do it.
	 */
	hit: (pods: readonly PodStatus[], ordered?: Ordered) => void;
	/** Waits until a deleted Pod's successor is Ready; false when it never was. */
	awaitSuccessor: (pod: PodStatus) => boolean;
};

/**
 * How one kind of fault is done. Undoing it is left to whoever does it, after `lastsSeconds`, save
 * for what `heal` says. One that is an order to the node's agent and no more is done without.
 */
export type Procedure<Kind extends Fault["kind"]> = {
	/**
	 * Chooses whom it hits, as the system is now; absent: replicas, a node or nobody, as the kind's
	 * fields say.
	 */
	choose?: (fault: FaultOf<Kind>, world: World) => Hit;
	/** Does it, and says whom it hit when. */
	inject: (fault: FaultOf<Kind>, hit: Hit, world: World) => void;
	/**
	 * Undoes, once it has lasted, what nobody undoes by himself; returns what was seen of it
	 * afterwards.
	 */
	heal?: (fault: FaultOf<Kind>, hit: Hit, world: World) => Seen;
};

export type FaultOf<Kind extends Fault["kind"]> = Extract<Fault, { kind: Kind }>;
