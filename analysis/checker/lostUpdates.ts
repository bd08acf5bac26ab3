import type { Violation } from "../../schema/run.ts";
import { excerptOf, type Observation, type Seen, whoFound } from "./observations.ts";

/** A load that didn't find an update which had been acknowledged before it. */
type Missing = { load: Observation; update: Observation };

/**
 * Acknowledged updates that a later load didn't find. Only if another load finds them, before
 * anything was written anew, was the first one merely stale: nothing is lost then. An update by a
 * process that went on from a state which it had loaded before is no sign of either.
 *
 * @param seen in order of the answers
 */
export function* lostUpdates(seen: readonly Seen[]): Generator<Violation> {
	let missing: Missing | null = null;
	const lastLoaded = new Map<number, number>();
	for (const { observation, acknowledged: update } of seen) {
		const { kind, process, index } = observation;
		if (kind === "persist") {
			const basis = lastLoaded.get(process) ?? Number.POSITIVE_INFINITY;
			if (missing === null || basis >= missing.update.index) continue;
			yield lost(missing);
			missing = null;
			continue;
		}
		if (observation.invoke !== null) lastLoaded.set(process, index);
		if (missing !== null && index >= missing.update.index) missing = null;
		if (update !== undefined && index < update.index) {
			missing ??= { load: observation, update };
		}
	}
	if (missing !== null) yield lost(missing);
}

function lost({ load, update }: Missing): Violation {
	const { pod } = load.answer;
	const found = load.index < 0 ? "no state" : `state ${load.index}`;
	return {
		property: "durability",
		pod,
		summary: `${pod} had update ${update.index} acknowledged, and later ${whoFound(load)} ${found}: acknowledged updates lost: ${update.index - load.index}.`,
		excerpt: excerptOf(update, load),
	};
}
