import { nominalConfidence } from "./bootstrap.ts";
import type { Interval } from "./comparison.ts";

/**
 * The share of all runs that is like `hits` of these `runs`: the exact interval by Clopper and
 * Pearson ("The Use of Confidence or Fiducial Limits Illustrated in the Case of the Binomial",
 * Biometrika 26(4), 1934). It holds the true share at least as often as it says, whatever that is.
 * Where it reaches 0 or 1, all that may be wrong lies on the other side; the tails are half of what
 * is left even then.
 *
 * @throws RangeError unless 0 ≤ hits ≤ runs and runs ≥ 1, all whole
 */
export function clopperPearson(hits: number, runs: number, confidence = nominalConfidence): Interval {
	if (!Number.isInteger(hits) || !Number.isInteger(runs) || hits < 0 || runs < 1 || hits > runs) {
		throw new RangeError(
			`There are no ${hits} of ${runs} runs: give whole numbers, of runs at least 1, and no more hits than runs.`,
		);
	}
	const tail = (1 - confidence) / 2;
	return {
		low: hits === 0 ? 0 : shareWith((share) => 1 - atMost(hits - 1, runs, share), tail),
		high: hits === runs ? 1 : 1 - shareWith((rest) => atMost(hits, runs, 1 - rest), tail),
		confidence,
	};
}

/** The share at which something that grows with it reaches a probability, by bisection. */
function shareWith(growing: (share: number) => number, probability: number): number {
	let [low, high] = [0, 1];
	for (let step = 0; step < 60; step++) {
		const middle = (low + high) / 2;
		if (growing(middle) < probability) low = middle;
		else high = middle;
	}
	return (low + high) / 2;
}

/**
 * P(Binomial(runs, share) ≤ hits); by logarithms, since powers of a share vanish with a thousand
 * runs.
 */
function atMost(hits: number, runs: number, share: number): number {
	if (share <= 0) return 1;
	if (share >= 1) return hits >= runs ? 1 : 0;
	let logarithm = runs * Math.log1p(-share);
	let sum = Math.exp(logarithm);
	for (let k = 1; k <= hits; k++) {
		logarithm += Math.log((runs - k + 1) / k) + Math.log(share / (1 - share));
		sum += Math.exp(logarithm);
	}
	return Math.min(1, sum);
}
