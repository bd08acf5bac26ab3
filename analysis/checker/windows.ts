import type { LabEvent } from "../../schema/event.ts";
import type { FaultWindow } from "../../schema/run.ts";
import { countUpdates, longestGap } from "./availability.ts";
import type { InjectedFault } from "./faults.ts";
import { faultWitness } from "./faultWitnesses.ts";
import { iso } from "./period.ts";
import type { Updates } from "./updates.ts";

/**
 * How every replica fared while a fault was there.
 *
 * @param updates by identity; one that the history says nothing of is left out
 * @param events those of witnesses say whether the fault bit
 */
export function windowOf(
	fault: InjectedFault,
	updates: ReadonlyMap<string, Updates>,
	events: readonly LabEvent[],
): FaultWindow {
	const { number, name, injected, healed, steady, end, victims } = fault;
	const window = { start: injected, end };
	return {
		number,
		fault: name,
		injected: iso(injected),
		healed: healed === null ? null : iso(healed),
		steady: steady === null ? null : iso(steady),
		witness: faultWitness(fault, events),
		replicas: [...updates].map(([pod, updates]) => ({
			pod,
			victim: victims.has(pod),
			...countUpdates(updates, [window]),
			longestGapSeconds: longestGap(updates, window),
		})),
	};
}
