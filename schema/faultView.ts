import type { FaultOrder } from "./faultOrder.ts";
import type { Report } from "./witnessReport.ts";

/** A fault for whoever asks. */
export interface FaultView {
	id: string;
	do: FaultOrder["do"];
	order: FaultOrder;
	injectedAt: string;
	/** When all of it was done; null: not yet, or by an agent before this one. */
	doneAt: string | null;
	/** When it undoes itself; null: it doesn't last. */
	undoAt: string | null;
	/** Whether anything of it stands, and what. */
	standing: boolean;
	stands: readonly string[];
	/** Why it counts as standing, where that isn't said with what stands. */
	trouble: string | null;
	/** What the witness saw of it, and of its undoing. */
	injected: Report | null;
	undone: Report | null;
}
