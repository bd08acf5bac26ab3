import { isCounted } from "./compare.ts";
import type { Comparison } from "./comparison.ts";
import { adjusted } from "./correction.ts";
import { smallestP } from "./rankTest.ts";

/**
 * The adjusted p that each comparison would have reached if its runs hadn't overlapped at all, the others being as they are.
 * Above the significance level, no result could have survived the correction: there are not enough runs to say for that many
 * comparisons.
 *
 * @param comparisons all that `compareModes` returned, corrected together
 * @returns in the same order; null where nothing was tested, or all runs had the same value
 */
export function smallestAdjustedP(
	comparisons: readonly Comparison[],
): (number | null)[] {
	const counted = comparisons.filter(isCounted);
	const pValues = counted.map(({ p }) => p as number);
	return comparisons.map((comparison) => {
		const position = counted.indexOf(comparison);
		if (position === -1) return null;
		const [first, second] = comparison.estimates;
		const best = smallestP(first.values.length, second.values.length);
		return adjusted(pValues.with(position, best))[position] as number;
	});
}
