import { sum } from "d3-array";
import { nominalConfidence } from "./bootstrap.ts";
import type { Ratio } from "./comparison.ts";
import { rankDistribution } from "./rankDistribution.ts";
import { rankScores, rankWeight, type Stratum } from "./rankTest.ts";

/**
 * An interval that can't have this confidence isn't given: three runs against three at one size
 * just have it.
 */
const leastConfidence = 0.9;

/**
 * How many times as high the second group's values are as the first's: the estimate by Hodges and
 * Lehmann on logarithms, the weighted median of the ratios of any two values, one of each group,
 * from the same stratum ("Estimates of Location Based on Rank Tests", The Annals of Mathematical
 * Statistics 34(2), 1963). The weights are those of the stratified rank test.
 *
 * Its interval holds every ratio by which the first group can be multiplied without the rank test
 * telling the groups apart (Lehmann, "Nonparametric Confidence Intervals for a Shift Parameter",
 * The Annals of Mathematical Statistics 34(4), 1963; Hollander, Wolfe & Chicken, "Nonparametric
 * Statistical Methods", 2014, section 4.3). So it leaves out 1 just where the test without
 * correction is significant (but for values that both groups have), and it is exact where the test
 * is: the confidence that it states is the real one, of which the level asked for is the least. It
 * holds whatever the values' distribution, if the groups' distributions differ by one factor that
 * is the same in all strata.
 *
 * @param level of the interval; where so few values can't reach it, their highest, from 0.9 on
 * @returns null where a value isn't above 0
 */
export function ratioOf(strata: readonly Stratum[], level = nominalConfidence): Ratio | null {
	const isPositive = (value: number) => value > 0 && Number.isFinite(value);
	if (!strata.every(({ first, second }) => [...first, ...second].every(isPositive))) {
		return null;
	}
	const ratios = strata
		.flatMap(({ first, second }) => {
			const weight = rankWeight(first.length + second.length);
			return second.flatMap((above) => first.map((below) => ({ ratio: above / below, weight })));
		})
		.sort((a, b) => a.ratio - b.ratio);
	const fromAbove = ratios.toReversed();
	const half = sum(ratios, ({ weight }) => weight) / 2;
	const outside = weightOutside(strata, level);
	return {
		// Weights are whole numbers: what reaches half of them lies beyond half less a half.
		value: Math.sqrt(firstBeyond(half - 0.5, ratios) * firstBeyond(half - 0.5, fromAbove)),
		interval: outside && {
			low: firstBeyond(outside.weight, ratios),
			high: firstBeyond(outside.weight, fromAbove),
			confidence: outside.confidence,
		},
	};
}

type Weighted = { ratio: number; weight: number };

/** The first ratio that together with those before it weighs more. */
function firstBeyond(weight: number, ratios: readonly Weighted[]): number {
	let passed = 0;
	for (const { ratio, weight: own } of ratios) {
		passed += own;
		if (passed > weight) return ratio;
	}
	return (ratios.at(-1) as Weighted).ratio;
}

/**
 * How much of the ratios' weight may lie outside on each side, and with which confidence; null
 * where that is too low.
 */
function weightOutside(strata: readonly Stratum[], level: number): { weight: number; confidence: number } | null {
	const distribution = rankDistribution(
		strata.map(({ first, second }) => ({
			scores: rankScores(Array.from({ length: first.length + second.length }, (_, i) => i)),
			second: second.length,
		})),
	);
	const most = sum(
		strata,
		({ first, second }) => rankWeight(first.length + second.length) * first.length * second.length,
	);
	const limit = distribution.lowerLimit((1 - level) / 2) ?? -most;
	const confidence = 1 - 2 * distribution.atMost(limit);
	return confidence < leastConfidence - 1e-9 ? null : { weight: (limit + most) / 2, confidence };
}
