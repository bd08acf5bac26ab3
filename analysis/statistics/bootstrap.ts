import { median } from "d3-array";
import type { Estimate } from "./comparison.ts";

/** With fewer runs no interval is given: four of them cover the median with 87.5 % at most. */
export const fewestRunsForInterval = 5;

/** The level of every interval, unless so few runs can't reach it. */
export const nominalConfidence = 0.95;

/**
 * Median of the runs' values, and its confidence interval from the bootstrap over runs, calibrated
 * (Efron & Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 13 and 18). The run is
 * what is resampled: measurements within a run depend on each other.
 *
 * The percentiles of resampled medians are the runs' own values, so nothing is drawn: which two of
 * them are the ends is what calibration decides. The usual 2.5 % and 97.5 % would promise too much,
 * since between them lies the true median in 87.5 % of cases with seven runs. Here the ends are the
 * innermost pair of values, as far from the smallest as from the largest, that covers the median
 * with at least 95 %, whatever the distribution: the l-th smallest and l-th largest of n miss it
 * with a probability of 2·P(Binomial(n, ½) < l) at most (Conover, "Practical Nonparametric
 * Statistics", 1999, section 3.2). With five runs even the smallest and the largest cover it only
 * with 1 − 2·(½)⁵ = 93.75 %, and that is the confidence that is claimed; with fewer, no interval is
 * given.
 *
 * @throws RangeError for no values, or one that isn't finite
 */
export function estimate(values: readonly number[]): Estimate {
	const ordered = ascending(values);
	const runs = ordered.length;
	const { fromEnd, confidence } = innermostPair(runs);
	return {
		median: median(ordered) as number,
		interval:
			runs < fewestRunsForInterval
				? null
				: { low: ordered[fromEnd] as number, high: ordered[runs - 1 - fromEnd] as number, confidence },
		values: ordered,
	};
}

/**
 * How many values lie outside on each side, and the confidence that can be claimed, nominal at
 * most.
 */
function innermostPair(runs: number): { fromEnd: number; confidence: number } {
	let fromEnd = 0;
	// ln P(Binomial(runs, ½) = fromEnd): powers of ½ themselves would vanish with a thousand runs.
	let logProbability = -runs * Math.LN2;
	let missed = 2 * Math.exp(logProbability);
	const confidence = Math.min(nominalConfidence, 1 - missed);
	for (;;) {
		logProbability += Math.log((runs - fromEnd) / (fromEnd + 1));
		missed += 2 * Math.exp(logProbability);
		if (missed > 1 - nominalConfidence) return { fromEnd, confidence };
		fromEnd++;
	}
}

/**
 * The values of runs in ascending order.
 *
 * @throws RangeError for no values, or one that isn't finite
 */
export function ascending(values: readonly number[]): number[] {
	if (values.length === 0) {
		throw new RangeError("There are no runs' values to describe.");
	}
	for (const value of values) {
		if (!Number.isFinite(value)) {
			throw new RangeError(`A run's value must be a finite number, not ${value}: leave runs without one out.`);
		}
	}
	return [...values].sort((a, b) => a - b);
}
