import { median } from "d3-array";
import { fewestRunsForInterval, nominalConfidence } from "./bootstrap.ts";
import { type Atom, bootstrapMedian } from "./bootstrapMedian.ts";
import { percentileInterval } from "./bootstrapPercentiles.ts";
import { ascending } from "./bootstrapValues.ts";
import type { Comparison } from "./comparison.ts";
import { type Draw, resample, seededDraw } from "./random.ts";

/** Larger groups are resampled at random: together they have more than 90,000 pairs of medians. */
const mostExact = 24;
const resamples = 10_000;

/**
 * Median of the second group over that of the first, with its percentile bootstrap interval. Each group is resampled by
 * itself (Efron & Tibshirani, "An Introduction to the Bootstrap", 1993, section 8.3, and chapter 13), and with up to 24
 * runs in each all resamples are counted, so that nothing is left to chance. The confidence is nominal: in simulations
 * with 5 to 10 runs in each group, of normal, exponential, uniform and lognormal values, the interval held the true
 * ratio in 95 to 98 % of cases.
 *
 * @param first values from 0 on
 * @param second values from 0 on
 * @param seed of the draws, for larger groups
 * @returns null where the first median is 0; without an interval where a group has fewer than five values, or where the
 * ratio has no upper end because the first median may well be 0
 * @throws RangeError for a group without values, or a value that is negative or isn't finite
 */
export function ratioOfMedians(
	first: readonly number[],
	second: readonly number[],
	seed = 1,
): Comparison["ratio"] {
	const [below, above] = [ascending(first), ascending(second)];
	const smallest = Math.min(below[0] as number, above[0] as number);
	if (smallest < 0) {
		throw new RangeError(
			`A ratio of medians needs values from 0 on, not ${smallest}.`,
		);
	}
	const denominator = median(below) as number;
	if (denominator === 0) return null;
	const value = (median(above) as number) / denominator;
	const sizes = [below.length, above.length];
	if (Math.min(...sizes) < fewestRunsForInterval) {
		return { value, interval: null };
	}
	const [low, high] = percentileInterval(
		Math.max(...sizes) <= mostExact
			? allRatios(below, above)
			: drawnRatios(below, above, seededDraw(seed)),
		nominalConfidence,
	);
	return {
		value,
		interval: Number.isFinite(high)
			? { low, high, confidence: nominalConfidence }
			: null,
	};
}

function allRatios(first: readonly number[], second: readonly number[]) {
	const denominators = bootstrapMedian(first);
	return bootstrapMedian(second).flatMap((numerator) =>
		denominators.map((denominator) => ({
			value: ratio(numerator.value, denominator.value),
			probability: numerator.probability * denominator.probability,
		})),
	);
}

function drawnRatios(
	first: readonly number[],
	second: readonly number[],
	draw: Draw,
): Atom[] {
	return Array.from({ length: resamples }, () => ({
		value: ratio(
			median(resample(second, draw)) as number,
			median(resample(first, draw)) as number,
		),
		probability: 1 / resamples,
	}));
}

/** 0 over 0 could be anything, so it doesn't keep the interval from being open. */
function ratio(numerator: number, denominator: number): number {
	return denominator === 0 ? Number.POSITIVE_INFINITY : numerator / denominator;
}
