import { bisectLeft, bisectRight } from "d3-array";
import { ascending } from "./bootstrap.ts";

/**
 * Cliff's delta of the second group against the first: the share of pairs, one of each group, in
 * which the second's value is higher, less the share in which it is lower (Cliff, "Dominance
 * Statistics: Ordinal Analyses to Answer Ordinal Questions", Psychological Bulletin 114(3), 1993).
 *
 * @returns from −1 (every value of the second lies below all of the first) to 1 (above all of them)
 * @throws RangeError for a group without values, or a value that isn't finite
 */
export function cliffsDelta(first: readonly number[], second: readonly number[]): number {
	const ordered = ascending(first);
	const dominance = ascending(second).reduce(
		(sum, value) => sum + bisectLeft(ordered, value) - (ordered.length - bisectRight(ordered, value)),
		0,
	);
	return dominance / (first.length * second.length);
}
