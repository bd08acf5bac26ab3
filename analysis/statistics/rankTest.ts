import { bisectLeft, bisectRight, sum } from "d3-array";
import { ascending } from "./bootstrap.ts";
import { rankDistribution } from "./rankDistribution.ts";

/** Values of two groups that were measured under the same circumstances, as at the same size. */
export type Stratum = { first: readonly number[]; second: readonly number[] };

export type RankTest = {
	/**
	 * Cliff's delta of the second group, as a mean over the strata with the test's weights: from −1
	 * (in every stratum all its values are lower) to 1 (all higher).
	 */
	delta: number;
	/** Two-sided. */
	p: number;
};

/**
 * Two-sided test of whether values of the second group tend to be higher than those of the first in
 * the same stratum: ranks are given within each stratum, and its rank sum counts with the weight
 * 1/(N + 1), N being how many values the stratum has (van Elteren, "On the Combination of
 * Independent Two Sample Tests of Wilcoxon", Bulletin of the International Statistical Institute
 * 37, 1960). With a single stratum it is the test by Mann and Whitney ("On a Test of Whether one of
 * Two Random Variables is Stochastically Larger than the Other", The Annals of Mathematical
 * Statistics 18(1), 1947).
 *
 * p is the share of all ways to share out the values within the strata in which the weighted sum is
 * at least as far from its mean; exact as `rankDistribution` tells.
 *
 * @throws RangeError for a group without values, or a value that isn't finite
 */
export function rankTest(strata: readonly Stratum[]): RankTest {
	const scored = strata.map(({ first, second }) => ({
		scores: rankScores([...ascending(first), ...ascending(second)]),
		second: second.length,
	}));
	const observed = sum(scored, ({ scores, second }) => sum(scores.slice(-second)));
	const most = sum(
		strata,
		({ first, second }) => rankWeight(first.length + second.length) * first.length * second.length,
	);
	const { atMost, atLeast } = rankDistribution(scored);
	const distance = Math.abs(observed);
	return {
		delta: observed / most,
		p: distance === 0 ? 1 : Math.min(1, atMost(-distance) + atLeast(distance)),
	};
}

/**
 * What the values of a stratum add to the test: the double of how far their midranks are from the
 * mean rank, times the weight. Whole numbers that add up to 0.
 *
 * @param values of both groups
 */
export function rankScores(values: readonly number[]): number[] {
	const ordered = [...values].sort((a, b) => a - b);
	const weight = rankWeight(values.length);
	return values.map((value) => weight * (bisectLeft(ordered, value) + bisectRight(ordered, value) - values.length));
}

/**
 * Van Elteren's, in units of 10⁻⁴ and rounded: sums of whole numbers that are equal are so to the
 * last digit.
 */
export function rankWeight(values: number): number {
	return Math.round(10_000 / (values + 1));
}

/**
 * The smallest two-sided p that groups of these sizes can reach: when in no stratum any of their
 * values overlap. That is 2 of all ways to share out the values. At most 1.
 *
 * @param strata how many values the groups have in each
 */
export function smallestP(strata: readonly (readonly [first: number, second: number])[]): number {
	let ways = 1;
	for (const [first, second] of strata) {
		for (let each = 1; each <= first; each++) ways *= (second + each) / each;
	}
	return Math.min(1, 2 / ways);
}
