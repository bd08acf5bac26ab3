import { significance } from "./compare.ts";
import type { Comparison, Estimate, Interval } from "./comparison.ts";
import { magnitude } from "./effect.ts";
import { metricNoun, metricNumber, metricValue } from "./sentencesMetric.ts";

/**
 * What a comparison allows to say, in plain words, and no more than that. In brackets behind a median or ratio stands
 * its confidence interval; where there are too few runs for one, their smallest and largest value (`in 4 runs`).
 */
export function comparisonSentence(comparison: Comparison): string {
	switch (comparison.outcome) {
		case "firstLower":
			return differenceSentence(comparison);
		case "secondLower":
			return differenceSentence(swapped(comparison));
		case "undecided":
			return undecidedSentence(
				comparison.delta < 0 ? swapped(comparison) : comparison,
			);
		case "tooFew":
			return tooFewSentence(comparison);
	}
}

/** The second's runs are the higher ones. */
function differenceSentence(comparison: Comparison): string {
	const { metric, first, second, ratio, delta } = comparison;
	const apart = delta === 1;
	const times = ratio === null ? "" : `, ${timesText(ratio)}`;
	const extent = apart
		? "every run was above every other"
		: `a ${magnitude(delta)} effect`;
	return `${size(comparison)}, ${second}'s ${metricNoun(metric)} ${apart ? "is" : "tends to be"} higher than ${first}'s: ${values(comparison)}${times}; ${extent} (${evidence(comparison)}).`;
}

/** The second's runs are not the lower ones. */
function undecidedSentence(comparison: Comparison): string {
	const { metric, first, second, estimates, delta } = comparison;
	const noun = metricNoun(metric);
	const [lower, higher] = estimates;
	const everywhere = lower.values[0] as number;
	if (
		[lower, higher].every(
			({ values, open }) =>
				open === undefined && values.every((v) => v === everywhere),
		)
	) {
		return `${size(comparison)}, the ${noun} was ${metricValue(metric, everywhere)} in every run of ${first} and of ${second} (${runsOf(lower)} and ${runsOf(higher)} runs): no difference was shown (which is not the same as none).`;
	}
	if (delta === 1) {
		return `${size(comparison)}, there are not enough runs to say whether the ${noun} differs: every run of ${second} was above every run of ${first}, ${values(comparison)}, but among that many comparisons this could be chance (${evidence(comparison)}).`;
	}
	return `${size(comparison)}, no difference was shown (which is not the same as none) between ${second}'s and ${first}'s ${noun}: ${values(comparison)}; ${evidence(comparison)}.`;
}

function tooFewSentence(comparison: Comparison): string {
	const { metric, first, second } = comparison;
	return `${size(comparison)}, there are not enough runs to say whether ${second}'s and ${first}'s ${metricNoun(metric)} differ: ${values(comparison)}; ${against(comparison)} can't reach p < ${significance}.`;
}

function size({ replicas }: Comparison): string {
	return `At ${replicas} replicas`;
}

/** The second's against the first's. */
function values({ metric, estimates: [first, second] }: Comparison): string {
	const text = (each: Estimate) => {
		const number = (value: number) => metricNumber(metric, value, each.median);
		return `${each.open?.median ? "at least " : ""}${metricValue(metric, each.median)} (${spread(each, number)})`;
	};
	return `${text(second)} against ${text(first)}`;
}

function spread(
	{ interval, values: runs, open }: Estimate,
	number: (value: number) => string,
): string {
	if (interval !== null) return range(interval, number, open?.high);
	const [low, high] = [runs[0] as number, runs.at(-1) as number];
	return runs.length === 1
		? "1 run"
		: `${range({ low, high }, number, open !== undefined)} in ${runs.length} runs`;
}

function timesText({ value, interval }: NonNullable<Comparison["ratio"]>) {
	const number = (ratio: number) => String(Number(ratio.toPrecision(3)));
	return `${number(value)} times${interval === null ? "" : ` (${range(interval, number)})`}`;
}

function range(
	{ low, high }: Pick<Interval, "low" | "high">,
	number: (value: number) => string,
	isBound = false,
): string {
	return `${number(low)}–${isBound ? "at least " : ""}${number(high)}`;
}

function evidence(comparison: Comparison): string {
	const { delta, adjustedP } = comparison;
	return `Cliff's delta ${delta.toFixed(2)}, adjusted p ${probability(adjustedP as number)}, ${against(comparison)} runs`;
}

/** With two significant digits, but on the same side of the significance level as the number itself. */
function probability(p: number): string {
	if (p < 0.001) return "< 0.001";
	const rounded = Number(p.toPrecision(2));
	const honest = rounded <= significance === p <= significance;
	return `= ${honest ? rounded : Number(p.toPrecision(4))}`;
}

function against({ estimates: [first, second] }: Comparison): string {
	return `${runsOf(second)} against ${runsOf(first)}`;
}

function runsOf({ values: runs }: Estimate): number {
	return runs.length;
}

/** The same comparison, told from the other side. */
function swapped(comparison: Comparison): Comparison {
	const { first, second, estimates, ratio, delta } = comparison;
	return {
		...comparison,
		first: second,
		second: first,
		estimates: [estimates[1], estimates[0]],
		ratio: inverse(ratio),
		delta: -delta,
	};
}

function inverse(ratio: Comparison["ratio"]): Comparison["ratio"] {
	if (ratio === null || ratio.value === 0) return null;
	const { value, interval } = ratio;
	return {
		value: 1 / value,
		interval:
			interval === null || interval.low === 0
				? null
				: { ...interval, low: 1 / interval.high, high: 1 / interval.low },
	};
}
