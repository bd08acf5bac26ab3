import { bisectLeft, bisectRight, cumsum, sum } from "d3-array";
import { normalUpperTail, upperQuantile } from "./normal.ts";

/** Values of one stratum as whole-numbered scores, of which so many are the second group's. */
export type ScoredStratum = { scores: readonly number[]; second: number };

/** How the sum of the second group's scores is distributed if the groups don't differ. */
export type RankDistribution = {
	/** P(sum ≤ limit). */
	atMost: (limit: number) => number;
	/** P(sum ≥ limit). */
	atLeast: (limit: number) => number;
	/**
	 * The highest sum (exact: that there can be) that the sum is at or below with this probability at
	 * most; null where there is none.
	 */
	lowerLimit: (probability: number) => number | null;
};

/**
 * A stratum with more values, or strata whose sums have more combinations, are approximated by a
 * normal distribution.
 */
const mostExact = { values: 60, combinations: 2_000_000 };

/**
 * Of all ways to share out the values within each stratum, each as likely as the others: exact,
 * also with equal scores, by counting how many choices add up to which sum (Streitberg & Röhmel,
 * "Exact Distributions for Permutation and Rank Tests", Statistical Software Newsletter 12(1),
 * 1986), stratum by stratum. Where that would be too much, the normal approximation (Lehmann,
 * "Nonparametrics", 1975, sections 1.4 and 3.3), without a correction for continuity.
 */
export function rankDistribution(strata: readonly ScoredStratum[]): RankDistribution {
	if (strata.some(({ scores }) => scores.length > mostExact.values)) {
		return normal(strata);
	}
	const key = JSON.stringify(strata.map(({ scores, second }) => [second, scores.toSorted((a, b) => a - b)]));
	const known = counted.get(key);
	if (known !== undefined) return known;
	if (counted.size >= mostCounted) counted.clear();
	const distribution = exactOrNormal(strata);
	counted.set(key, distribution);
	return distribution;
}

/**
 * Without equal values the distribution depends on the numbers of runs alone, so most comparisons
 * share one.
 */
const counted = new Map<string, RankDistribution>();
const mostCounted = 100;

function exactOrNormal(strata: readonly ScoredStratum[]): RankDistribution {
	let sums = new Map([[0, 1]]);
	for (const stratum of strata) {
		const own = sumsOf(stratum);
		if (sums.size * own.size > mostExact.combinations) return normal(strata);
		sums = added(sums, own);
	}
	return exact(sums);
}

/** Probability of each sum of as many scores as the second group has. */
function sumsOf({ scores, second }: ScoredStratum): Map<number, number> {
	// Of the smaller group there are fewer sums to count; all scores together have one sum.
	const drawn = Math.min(second, scores.length - second);
	// ways[k]: sum → how many choices of k scores have it.
	const ways = Array.from({ length: drawn + 1 }, () => new Map<number, number>());
	ways[0]?.set(0, 1);
	for (const score of scores) {
		for (let k = drawn; k > 0; k--) {
			const [to, from] = [ways[k], ways[k - 1]] as [Map<number, number>, Map<number, number>];
			for (const [sum, count] of from) {
				to.set(sum + score, (to.get(sum + score) ?? 0) + count);
			}
		}
	}
	const counts = ways[drawn] as Map<number, number>;
	const all = sum(counts.values());
	const together = sum(scores);
	return new Map(Array.from(counts, ([sum, count]) => [drawn === second ? sum : together - sum, count / all]));
}

function added(some: ReadonlyMap<number, number>, others: ReadonlyMap<number, number>): Map<number, number> {
	const sums = new Map<number, number>();
	for (const [one, p] of some) {
		for (const [other, q] of others) {
			sums.set(one + other, (sums.get(one + other) ?? 0) + p * q);
		}
	}
	return sums;
}

function exact(sums: ReadonlyMap<number, number>): RankDistribution {
	const ascending = [...sums].sort(([a], [b]) => a - b);
	const values = ascending.map(([sum]) => sum);
	const probabilities = ascending.map(([, p]) => p);
	// From either end, so that small tails keep their digits.
	const fromBelow = [0, ...cumsum(probabilities)];
	const fromAbove = [0, ...cumsum(probabilities.toReversed())].reverse();
	return {
		atMost: (limit) => fromBelow[bisectRight(values, limit)] as number,
		atLeast: (limit) => fromAbove[bisectLeft(values, limit)] as number,
		lowerLimit: (probability) => {
			// Probabilities are sums with rounding errors.
			const below = bisectRight(fromBelow, probability * (1 + 1e-9)) - 1;
			return values[below - 1] ?? null;
		},
	};
}

function normal(strata: readonly ScoredStratum[]): RankDistribution {
	const moments = strata.map(({ scores, second }) => {
		const count = scores.length;
		const mean = sum(scores) / count;
		const squares = sum(scores.map((score) => (score - mean) ** 2));
		return {
			mean: second * mean,
			variance: count < 2 ? 0 : (second * (count - second) * squares) / (count * (count - 1)),
		};
	});
	const mean = sum(moments.map((each) => each.mean));
	const deviation = Math.sqrt(sum(moments.map((each) => each.variance)));
	const above = (limit: number): number => {
		const z = (limit - mean) / deviation;
		if (Number.isNaN(z)) return 1;
		return z < 0 ? 1 - normalUpperTail(-z) : normalUpperTail(z);
	};
	return {
		atMost: (limit) => above(2 * mean - limit),
		atLeast: above,
		lowerLimit: (probability) => mean - deviation * upperQuantile(probability),
	};
}
