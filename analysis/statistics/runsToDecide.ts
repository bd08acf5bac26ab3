import { mean } from "d3-array";
import { equivalenceRatio, significance } from "./compare.ts";
import type { Comparison } from "./comparison.ts";
import { upperQuantile } from "./normal.ts";
import { smallestP } from "./rankTest.ts";

/** With so many runs a difference as large as the runs show is found with this probability. */
const power = 0.8;

/** More can't be asked of anybody. */
const mostRuns = 200;

/**
 * How many runs of each mode at each size would probably decide what is open: show the difference
 * that the runs hint at, or that there is none larger than 10 %, whichever takes fewer. It is a
 * forecast: it takes what these runs show for the truth, and the correction as it is now.
 *
 * For a difference: with runs that don't overlap, the fewest whose test can reach the level; else
 * by Noether ("Sample Size Determination for Some Common Nonparametric Tests", Journal of the
 * American Statistical Association 82(398), 1987). For equivalence: an interval narrows with the
 * root of the runs.
 *
 * @returns null where it is decided, or would take more than 200 runs
 */
export function runsToDecide(comparison: Comparison): number | null {
	const { outcome, sizes } = comparison;
	if (outcome !== "undecided" && outcome !== "tooFew") return null;
	const now =
		mean(
			sizes.flatMap(({ estimates }) => estimates),
			({ values }) => values.length,
		) ?? 0;
	const needed = Math.max(
		Math.floor(now) + 1,
		Math.min(runsForDifference(comparison), runsForEquivalence(comparison, now)),
	);
	return needed > mostRuns ? null : needed;
}

function runsForDifference({ delta, sizes, p, adjustedP }: Comparison): number {
	if (delta === 0) return Number.POSITIVE_INFINITY;
	const level = p === null || adjustedP === null ? significance : (significance * p) / adjustedP;
	const fewest = fewestRuns(level, sizes.length);
	if (Math.abs(delta) === 1) return fewest;
	const distance = upperQuantile(level / 2) + upperQuantile(1 - power);
	const together = (4 * distance ** 2) / (3 * delta ** 2);
	return Math.max(fewest, Math.ceil(together / (2 * sizes.length)));
}

/**
 * The fewest runs of each mode at each size whose test can reach a level at all.
 *
 * @param sizes how many there are
 */
export function fewestRuns(level: number, sizes: number): number {
	let runs = 1;
	while (smallestP(Array(sizes).fill([runs, runs])) > level) runs++;
	return runs;
}

function runsForEquivalence({ ratio }: Comparison, now: number): number {
	if (ratio?.interval == null) return Number.POSITIVE_INFINITY;
	const { low, high } = ratio.interval;
	const halfWidth = Math.log(high / low) / 2;
	const room = Math.log(equivalenceRatio) - Math.abs(Math.log(ratio.value));
	return room <= 0 ? Number.POSITIVE_INFINITY : Math.ceil(now * (halfWidth / room) ** 2);
}
