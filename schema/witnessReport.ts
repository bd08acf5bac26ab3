import type { FaultOrder } from "./faultOrder.ts";

/** `inconclusive`: nobody could tell. */
export type Outcome = "confirmed" | "mismatch" | "inconclusive";

/** What was seen of one victim. */
export interface VictimReport {
	/** A container's id, or an address, as the order has it; null: the node. */
	victim: string | null;
	outcome: Outcome;
	/** The number that was read; null: none could be. */
	value: number | null;
	/** In words, with the number. */
	detail: string;
}

/** What was seen of a fault: the worst of its victims. */
export interface Report {
	outcome: Outcome;
	detail: string;
	victims: VictimReport[];
}

/**
 * Looks at the world before and after a fault. Does nothing to it, and never throws: what it can't
 * read is inconclusive.
 */
export interface Witness {
	/** What must be known before the fault; can be written as JSON. */
	before: (order: FaultOrder) => unknown;
	/** Whether the fault bites now. */
	injected: (order: FaultOrder, before: unknown) => Report;
	/** Whether nothing of it stands now. */
	undone: (order: FaultOrder, before: unknown) => Report;
}

/** A mismatch of one victim is one of the fault, and so is a doubt. */
export function reportOf(victims: readonly VictimReport[]): Report {
	const outcomes = victims.map(({ outcome }) => outcome);
	const worst = (["mismatch", "inconclusive"] as const).find((outcome) => outcomes.includes(outcome));
	return {
		outcome: worst ?? (victims.length > 0 ? "confirmed" : "inconclusive"),
		detail: victims.map(({ detail }) => detail).join("; "),
		victims: [...victims],
	};
}
