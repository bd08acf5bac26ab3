import { isEquivalent, type RunStrata, significance } from "./compare.ts";
import type { Ratio } from "./comparison.ts";
import { ratioOf } from "./hodgesLehmann.ts";
import { seededDraw } from "./random.ts";
import { rankDistribution } from "./rankDistribution.ts";
import { rankScores, rankTest, rankWeight, type Stratum } from "./rankTest.ts";

/** One look at a question whose runs aren't all there yet. */
export type Look = {
	/** Of each mode at each size. */
	runs: number;
	/** The highest p at which a difference is shown at this look; 0: nothing can be decided yet. */
	level: number;
};

/** What a look says of two groups. */
export type Answer = {
	outcome: "firstLower" | "secondLower" | "equivalent" | "undecided";
	/** Two-sided, of this look alone. */
	p: number;
	/** Cliff's delta of the second group. */
	delta: number;
	/** Its interval holds over all looks together; null where so few runs have none. */
	ratio: Ratio | null;
};

/**
 * Sequences of looks that are drawn to find the levels: the whole error is right to within 0.3
 * percentage points.
 */
const sequences = 50_000;

/** More looks would take minutes to plan. */
export const mostLooks = 30;

/**
 * Looks after each further run of each mode at each size, with the error rate split over them: up
 * to each look, the probability to have shown any difference where there is none is at most α·ln(1
 * + (e − 1)·t), t being the share of the most runs that there are and α `significance` (error
 * spending by Lan and DeMets, "Discrete Sequential Boundaries for Clinical Trials", Biometrika
 * 70(3), 1983; this function is near to Pocock's boundaries, which stop early where differences are
 * large, as between methods they often are). What a look can't spend, since the rank test has few
 * values of p, the next ones have.
 *
 * Without a difference every order of the runs' values is equally likely, whatever their
 * distribution. So the levels depend on the numbers of runs alone; they are found from orders that
 * are drawn from a seed.
 *
 * @param sizes at which both modes are run
 * @param most runs of each mode at each size, when the last look is, from 1 to `mostLooks`
 */
export function plannedLooks(sizes: number, most: number, seed = 1): Look[] {
	const distances = drawnDistances(sizes, most, seed);
	let alive = distances;
	return Array.from({ length: most }, (_, look) => {
		const runs = look + 1;
		const stopped = sequences - alive.length;
		const spendable = Math.floor(spent(runs / most) * sequences + 1e-9) - stopped;
		const atLook = Float64Array.from(alive, (each) => each[look] as number)
			.sort()
			.reverse();
		// The smallest distance that no more than these sequences reach.
		const beyond = atLook[spendable] ?? -1;
		const limit = atLook.findLast((distance) => distance > beyond);
		if (limit === undefined) return { runs, level: 0 };
		alive = alive.filter((each) => (each[look] as number) < limit);
		return { runs, level: levelOf(sizes, runs, limit) };
	});
}

/** How much of the error rate may be spent when this share of the most runs is there. */
function spent(share: number): number {
	return significance * Math.log(1 + (Math.E - 1) * share);
}

/**
 * What the runs of a look say. A difference is shown where p is at the look's level; the ratio's
 * interval has that level, too, so that all intervals of all looks hold the ratio together with 95
 * % (repeated confidence intervals: Jennison & Turnbull, "Interim Analyses: The Repeated Confidence
 * Interval Approach", Journal of the Royal Statistical Society B 51(3), 1989). Where it lies within
 * 10 % of 1, that is an answer, too.
 */
export function answerAt({ level }: Look, { strata, known }: RunStrata): Answer {
	if (strata.length === 0) {
		return { outcome: "undecided", p: 1, delta: 0, ratio: null };
	}
	const { p, delta } = rankTest(strata);
	const ratio = known ? ratioAt(level, strata) : null;
	const shown = p <= level * (1 + 1e-9) && delta !== 0;
	return {
		outcome: shown ? (delta > 0 ? "firstLower" : "secondLower") : isEquivalent(ratio) ? "equivalent" : "undecided",
		p,
		delta,
		ratio,
	};
}

function ratioAt(level: number, strata: readonly Stratum[]): Ratio | null {
	const ratio = ratioOf(strata, 1 - level);
	if (ratio === null) return null;
	const { interval } = ratio;
	const holds = level > 0 && interval !== null && interval.confidence >= 1 - level - 1e-9;
	return { ...ratio, interval: holds ? { ...interval, confidence: 1 - significance } : null };
}

/**
 * Of drawn sequences: at each look how far the sum of the second mode's ranks over all sizes is
 * from its mean, in pairs of runs.
 */
function drawnDistances(sizes: number, most: number, seed: number): Float64Array[] {
	const draw = seededDraw(seed);
	// Values that are drawn from so many numbers are hardly ever equal.
	const value = () => draw(2 ** 31);
	return Array.from({ length: sequences }, () => {
		const distances = new Float64Array(most);
		for (let size = 0; size < sizes; size++) {
			const first = new Float64Array(most);
			const second = new Float64Array(most);
			let balance = 0;
			for (let look = 0; look < most; look++) {
				first[look] = value();
				second[look] = value();
				const [below, above] = [first[look] as number, second[look] as number];
				balance += Math.sign(above - below);
				for (let before = 0; before < look; before++) {
					balance += Math.sign(above - (first[before] as number));
					balance += Math.sign((second[before] as number) - below);
				}
				(distances[look] as number) += balance;
			}
		}
		return distances.map(Math.abs);
	});
}

/** The p of so many runs of each mode at each size that are so far apart. */
function levelOf(sizes: number, runs: number, distance: number): number {
	const stratum = { scores: rankScores(Array.from({ length: 2 * runs }, (_, rank) => rank)), second: runs };
	const weighted = distance * rankWeight(2 * runs);
	const { atMost, atLeast } = rankDistribution(Array(sizes).fill(stratum));
	return Math.min(1, atMost(-weighted) + atLeast(weighted));
}
