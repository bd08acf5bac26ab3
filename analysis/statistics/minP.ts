import { bisectLeft, bisectRight } from "d3-array";
import { seededDraw } from "./random.ts";

/** Runs of one stratum, of two groups. */
export type RunsToShare = {
	/**
	 * For each metric what each run adds to the second group's sum; the first group's runs come
	 * first. A run without a value adds 0.
	 */
	scores: readonly (readonly number[])[];
	first: number;
	second: number;
};

/** With more ways to share the runs out, so many are drawn, together with the one that happened. */
export const mostArrangements = 10_000;

/**
 * p-values of all metrics, adjusted so that the probability to call any metric different that isn't
 * is at most the level, however the metrics depend on each other: the step-down minP procedure by
 * Westfall and Young ("Resampling-Based Multiple Testing", 1993, section 2.6 and algorithm 2.8,
 * here with permutations), in which runs change groups whole, so that their metrics keep their
 * dependence. The p-values of the arrangements come from the arrangements themselves (Ge, Dudoit &
 * Speed, "Resampling-based multiple testing for microarray data analysis", TEST 12(1), 2003).
 *
 * Up to `mostArrangements` ways to share out the runs within the strata, all are counted, and the
 * result is exact. With more of them it counts as many that are drawn at random, the observed one
 * among them, so that it is never too small (Phipson & Smyth, "Permutation P-values Should Never Be
 * Zero", Statistical Applications in Genetics and Molecular Biology 9(1), 2010).
 *
 * @param strata with the same metrics in the same order
 * @returns in the order of the metrics
 */
export function familywise(strata: readonly RunsToShare[], seed = 1): number[] {
	const metrics = strata[0]?.scores.length ?? 0;
	const byMetric = distancesOf(strata, metrics, seed).map((distances) => {
		const ascending = distances.toSorted();
		return { distances, ascending, p: shareFrom(distances[0], ascending) };
	});
	// From the clearest metric to the least clear one: each is compared with the smallest p of itself
	// and those after it.
	const order = byMetric.map(({ p }, metric) => ({ metric, p })).sort((a, b) => a.p - b.p);
	const adjusted = Array<number>(metrics).fill(1);
	let largest = 0;
	for (const [position, { metric, p }] of order.entries()) {
		const compared = order.slice(position).map((other) => {
			const { distances, ascending } = byMetric[other.metric] as Sums;
			return { distances, limit: smallestWithShare(p, ascending) };
		});
		largest = Math.max(largest, shareReaching(compared));
		adjusted[metric] = largest;
	}
	return adjusted;
}

type Sums = { distances: Float64Array; ascending: Float64Array };

/** Of all arrangements, those in which some metric is as far from the mean as its limit. */
function shareReaching(metrics: readonly { distances: Float64Array; limit: number }[]): number {
	const count = metrics[0]?.distances.length ?? 0;
	let reaching = 0;
	for (let i = 0; i < count; i++) {
		if (metrics.some(({ distances, limit }) => (distances[i] as number) >= limit)) {
			reaching++;
		}
	}
	return reaching / count;
}

function shareFrom(distance: number | undefined, ascending: Float64Array): number {
	return 1 - bisectLeft(ascending, distance as number) / ascending.length;
}

/** The smallest distance that at most this share of the arrangements reach. */
function smallestWithShare(share: number, ascending: Float64Array): number {
	const count = ascending.length;
	// A share is a number of arrangements over all of them, but for rounding.
	const outside = count - Math.floor(share * count + 1e-6);
	const value = ascending[outside] as number;
	return outside > 0 && ascending[outside - 1] === value
		? (ascending[bisectRight(ascending, value)] ?? Number.POSITIVE_INFINITY)
		: value;
}

/**
 * By metric: how far each arrangement's sum is from the mean, which is 0; the observed one comes
 * first.
 */
function distancesOf(strata: readonly RunsToShare[], metrics: number, seed: number): Float64Array[] {
	const ways = strata.reduce((product, { first, second }) => product * choices(first + second, second), 1);
	const arrangements = ways <= mostArrangements ? allOf(strata) : drawnFrom(strata, seed);
	return Array.from({ length: metrics }, (_, metric) => {
		const scores = strata.map((stratum) => stratum.scores[metric] as number[]);
		return Float64Array.from(arrangements, (chosen) => {
			let sum = 0;
			for (let stratum = 0; stratum < scores.length; stratum++) {
				const own = scores[stratum] as number[];
				for (const run of chosen[stratum] as Uint16Array) {
					sum += own[run] as number;
				}
			}
			return Math.abs(sum);
		});
	});
}

/** Which runs of each stratum the second group gets. */
type Arrangement = readonly Uint16Array[];

/** All arrangements; first the one in which the second group has its own runs. */
function allOf(strata: readonly RunsToShare[]): Arrangement[] {
	let arrangements: Arrangement[] = [[]];
	for (const { first, second } of strata) {
		const own = subsetsFromLast(first + second, second).map((runs) => Uint16Array.from(runs));
		arrangements = arrangements.flatMap((before) => own.map((runs) => [...before, runs]));
	}
	return arrangements;
}

/** The observed arrangement, and others at random. */
function drawnFrom(strata: readonly RunsToShare[], seed: number): Arrangement[] {
	const draw = seededDraw(seed);
	const decks = strata.map(({ first, second }) => Uint16Array.from({ length: first + second }, (_, run) => run));
	return Array.from({ length: mostArrangements }, (_, arrangement) =>
		strata.map(({ first }, stratum) => {
			const deck = decks[stratum] as Uint16Array;
			for (let last = deck.length - 1; arrangement > 0 && last >= first; last--) {
				const other = draw(last + 1);
				const moved = deck[last] as number;
				deck[last] = deck[other] as number;
				deck[other] = moved;
			}
			return deck.slice(first);
		}),
	);
}

/** All choices of so many positions, first that of the last ones. */
function subsetsFromLast(count: number, chosen: number): number[][] {
	if (chosen === 0) return [[]];
	return Array.from({ length: count - chosen + 1 }, (_, i) => count - 1 - i).flatMap((last) =>
		subsetsFromLast(last, chosen - 1).map((others) => [...others, last]),
	);
}

function choices(count: number, chosen: number): number {
	let product = 1;
	for (let each = 1; each <= chosen; each++) {
		product *= (count - chosen + each) / each;
	}
	return product;
}
