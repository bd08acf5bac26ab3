/**
 * Who looks whether the fault agent's faults bite: reads `/proc`, control groups and the packet
 * filter's counters, changes nothing, and shares no code with what injects. What is to be looked at
 * stands beside each fault (`faults/`), how is here.
 */
import { type Report, reportOf, type VictimReport, type Witness } from "../../../../schema/witnessReport.ts";
import { nodeFaultOf } from "../faults/index.ts";
import type { World } from "./world.ts";

/** The witness of a world. */
export function witnessOf(world: World): Witness {
	return {
		before(order) {
			try {
				return nodeFaultOf(order).witness.before?.(order, world) ?? null;
			} catch {
				return null;
			}
		},
		injected: (order, noted) => orInconclusive(() => nodeFaultOf(order).witness.injected(order, noted, world)),
		undone: (order, noted) => orInconclusive(() => nodeFaultOf(order).witness.undone(order, noted, world)),
	};
}

function orInconclusive(look: () => VictimReport[]): Report {
	try {
		return reportOf(look());
	} catch (error) {
		const detail = `couldn't be read: ${(error as Error).message.trim()}`;
		return {
			outcome: "inconclusive",
			detail,
			victims: [{ victim: null, outcome: "inconclusive", value: null, detail }],
		};
	}
}
