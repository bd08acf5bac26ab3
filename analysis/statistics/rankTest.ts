import { bisectLeft, bisectRight } from "d3-array";
import { ascending } from "./bootstrapValues.ts";
import { normalUpperTail } from "./rankTestNormal.ts";

export type RankTest = {
	/** Pairs, one value of each group, in which the second's is higher; equal ones count half. */
	u: number;
	/** Two-sided. */
	p: number;
};

/** With more values than that in both groups together, the normal approximation is used. */
export const mostExact = 100;

/**
 * Two-sided test by Mann and Whitney of whether values of one group tend to be higher than those of the other ("On a
 * Test of Whether one of Two Random Variables is Stochastically Larger than the Other", The Annals of Mathematical
 * Statistics 18(1), 1947).
 *
 * Up to 100 values: exact, also with equal values, by counting which sums of midranks a group can have in all ways to
 * share out the values (Streitberg & Röhmel, "Exact Distributions for Permutation and Rank Tests", Statistical Software
 * Newsletter 12(1), 1986). The two-sided p is twice the smaller tail: with equal values the distribution may be
 * lopsided, and so p stays the larger one. Beyond: normal approximation with corrections for continuity and equal
 * values (Lehmann, "Nonparametrics", 1975, section 1.4).
 *
 * @throws RangeError for a group without values, or a value that isn't finite
 */
export function mannWhitney(
	first: readonly number[],
	second: readonly number[],
): RankTest {
	const pooled = ascending([...ascending(first), ...ascending(second)]);
	// Midranks are multiples of ½, so their doubles are integers.
	const doubledRank = (value: number) =>
		bisectLeft(pooled, value) + bisectRight(pooled, value) + 1;
	const u =
		(sum(second.map(doubledRank)) - second.length * (second.length + 1)) / 2;
	if (pooled.length > mostExact) {
		return { u, p: approximateP(u, first.length, second.length, pooled) };
	}
	const smaller = first.length < second.length ? first : second;
	return {
		u,
		p: exactP(
			sum(smaller.map(doubledRank)),
			smaller.length,
			pooled.map(doubledRank),
		),
	};
}

/**
 * The smallest two-sided p that groups of these sizes can reach, when none of their values overlap: 2 of all ways to share
 * out the values. At most 1.
 */
export function smallestP(first: number, second: number): number {
	let ways = 1;
	for (let each = 1; each <= first; each++) {
		ways *= (second + each) / each;
	}
	return Math.min(1, 2 / ways);
}

/** Twice the smaller tail of the sum of `chosen` of these ranks, each choice as likely as the others. */
function exactP(
	observed: number,
	chosen: number,
	ranks: readonly number[],
): number {
	const highest = sum(ranks.slice(-chosen));
	// ways[k][s]: how many choices of k ranks add up to s.
	const ways = Array.from(
		{ length: chosen + 1 },
		() => new Float64Array(highest + 1),
	);
	(ways[0] as Float64Array)[0] = 1;
	for (const rank of ranks) {
		for (let k = chosen; k > 0; k--) {
			const [to, from] = [ways[k], ways[k - 1]] as [Float64Array, Float64Array];
			for (let s = highest; s >= rank; s--) {
				(to[s] as number) += from[s - rank] as number;
			}
		}
	}
	const all = ways[chosen] as Float64Array;
	const total = sum(all);
	const tail = Math.min(
		sum(all.subarray(0, observed + 1)),
		sum(all.subarray(observed)),
	);
	return Math.min(1, (2 * tail) / total);
}

function approximateP(
	u: number,
	first: number,
	second: number,
	pooled: readonly number[],
): number {
	const count = pooled.length;
	// Σ (t³ − t) over groups of t equal values, as a sum over the values.
	const ties = sum(
		pooled.map((value) => {
			const equal = bisectRight(pooled, value) - bisectLeft(pooled, value);
			return equal ** 2 - 1;
		}),
	);
	const variance =
		((first * second) / 12) * (count + 1 - ties / (count * (count - 1)));
	const distance = Math.abs(u - (first * second) / 2) - 0.5;
	if (variance <= 0 || distance <= 0) return 1;
	return 2 * normalUpperTail(distance / Math.sqrt(variance));
}

function sum(numbers: Iterable<number>): number {
	let total = 0;
	for (const number of numbers) total += number;
	return total;
}
