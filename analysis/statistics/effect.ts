import { bisectLeft, bisectRight } from "d3-array";
import { ascending } from "./bootstrapValues.ts";

export type Magnitude = "negligible" | "small" | "medium" | "large";

/**
 * Cliff's delta of the second group against the first: the share of pairs, one of each group, in which the second's value is
 * higher, less the share in which it is lower (Cliff, "Dominance Statistics: Ordinal Analyses to Answer Ordinal
 * Questions", Psychological Bulletin 114(3), 1993).
 *
 * @returns from −1 (every value of the second lies below all of the first) to 1 (above all of them)
 * @throws RangeError for a group without values, or a value that isn't finite
 */
export function cliffsDelta(
	first: readonly number[],
	second: readonly number[],
): number {
	const ordered = ascending(first);
	const dominance = ascending(second).reduce(
		(sum, value) =>
			sum +
			bisectLeft(ordered, value) -
			(ordered.length - bisectRight(ordered, value)),
		0,
	);
	return dominance / (first.length * second.length);
}

/**
 * Cliff's delta in a word, by the thresholds of Romano, Kromrey, Coraggio & Skowronek ("Appropriate statistics for ordinal
 * level data", Annual Meeting of the Florida Association of Institutional Research, 2006): below 0.147 negligible, below
 * 0.33 small, below 0.474 medium, else large.
 */
export function magnitude(delta: number): Magnitude {
	const size = Math.abs(delta);
	if (size < 0.147) return "negligible";
	if (size < 0.33) return "small";
	return size < 0.474 ? "medium" : "large";
}
