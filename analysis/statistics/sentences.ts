import { sum } from "d3-array";
import { isEquivalent, sharedValue } from "./compare.ts";
import type { Comparison, Estimate, Ratio } from "./comparison.ts";
import { runsToDecide } from "./runsToDecide.ts";
import { metricNoun, metricNumber, metricValue } from "./sentencesMetric.ts";

/** What a comparison allows to say, in plain words, as strong as its statistics and no stronger. */
export function comparisonSentence(comparison: Comparison): string {
	switch (comparison.outcome) {
		case "firstLower":
			return differenceSentence(comparison);
		case "secondLower":
			return differenceSentence(swapped(comparison));
		case "equivalent":
			return equivalenceSentence(comparison);
		case "alike":
			return alikeSentence(comparison);
		case "undecided":
		case "tooFew":
			return openSentence(
				comparison.delta < 0 ? swapped(comparison) : comparison,
			);
	}
}

/** `5.6 times [4.5, 6.27] (95 %)`; without an interval where there is none. */
export function ratioText({ value, interval }: Ratio): string {
	if (interval === null) return `${ratioNumber(value)} times`;
	const { low, high, confidence } = interval;
	return `${ratioNumber(value)} times [${ratioNumber(low)}, ${ratioNumber(high)}] (${percent(confidence)})`;
}

/** `95 %`, `93.7 %`: never more than it is. */
export function percent(share: number): string {
	return `${Math.floor(share * 1000 + 1e-9) / 10} %`;
}

/** `= 0.031`, `< 0.001`; with two significant digits, never less than it is. */
export function probabilityText(p: number): string {
	if (p < 1e-4) return "< 0.0001";
	const step = 10 ** (Math.floor(Math.log10(p)) - 1);
	return `= ${Number((Math.ceil(p / step - 1e-6) * step).toPrecision(2))}`;
}

/** What would decide an open comparison: `4 runs of each mode decide it if they stay apart.` */
export function decidingText(comparison: Comparison): string {
	const { sizes, delta } = comparison;
	const each = sizes.length > 1 ? "each mode at each size" : "each mode";
	const runs = runsToDecide(comparison);
	if (runs === null) {
		if (delta === 0) return "More runs like these wouldn't decide it.";
		return `More than 200 runs of ${each} would be needed to decide it.`;
	}
	return Math.abs(delta) === 1
		? `${runs} runs of ${each} decide it if they stay apart.`
		: `About ${runs} runs of ${each} would probably decide it.`;
}

/** The other way round: the second mode is the first. */
export function swapped(comparison: Comparison): Comparison {
	const { first, second, sizes, ratio, delta, outcome } = comparison;
	const turned = {
		firstLower: "secondLower",
		secondLower: "firstLower",
	} as const;
	return {
		...comparison,
		first: second,
		second: first,
		sizes: sizes.map((size) => ({
			...size,
			estimates: [size.estimates[1], size.estimates[0]],
			ratio: size.ratio && inverse(size.ratio),
			delta: -size.delta,
		})),
		ratio: ratio && inverse(ratio),
		delta: -delta,
		outcome:
			outcome === "firstLower" || outcome === "secondLower"
				? turned[outcome]
				: outcome,
	};
}

/** How many times as much the first has. */
export function inverse({ value, interval }: Ratio): Ratio {
	return {
		value: 1 / value,
		interval: interval && {
			...interval,
			low: 1 / interval.high,
			high: 1 / interval.low,
		},
	};
}

/** The second's runs are the higher ones. */
function differenceSentence(comparison: Comparison): string {
	const { metric, first, second, ratio, delta } = comparison;
	const apart = delta === 1;
	const much =
		ratio === null
			? `higher than ${first}'s`
			: `${ratioText(ratio)} ${first}'s`;
	const how = apart
		? "every run was above every other of its size"
		: `higher in ${percent((1 + delta) / 2)} of pairs of runs`;
	const limit = isEquivalent(ratio)
		? ", a difference of no more than 10 %"
		: "";
	return `${second}'s ${metricNoun(metric)} ${apart ? "is" : "tends to be"} ${much} ${where(comparison)}: ${values(comparison)}${how}${limit} (shown: ${evidence(comparison)}).`;
}

function equivalenceSentence(comparison: Comparison): string {
	const { metric, first, second, ratio } = comparison;
	return `${first}'s and ${second}'s ${metricNoun(metric)} are no more than 10 % apart ${where(comparison)}: ${values(comparison)}${ratioText(ratio as Ratio)} (${runs(comparison)}).`;
}

function alikeSentence(comparison: Comparison): string {
	const { metric, first, second } = comparison;
	const value = metricValue(metric, sharedValue(comparison) as number);
	return `${where(comparison, "At")}, the ${metricNoun(metric)} was ${value} in every run of ${first} and of ${second} (${runs(comparison)}).`;
}

/** The second's runs are not the lower ones. */
function openSentence(comparison: Comparison): string {
	const { metric, first, second, ratio, outcome } = comparison;
	const noun = metricNoun(metric);
	const open =
		outcome === "tooFew"
			? `There are too few runs to say whether ${second}'s and ${first}'s ${noun} differ`
			: `Whether ${second}'s and ${first}'s ${noun} differ isn't decided`;
	const seen = `${values(comparison)}${ratio === null ? "" : `${ratioText(ratio)}, `}`;
	return `${open} ${where(comparison)}: ${seen}${evidence(comparison)}. ${decidingText(comparison)}`;
}

/** `at 5, 9 and 21 replicas`. */
function where({ sizes }: Comparison, at = "at"): string {
	const names = sizes.map(({ replicas }) => `${replicas}`);
	const last = names.pop();
	const all = names.length === 0 ? last : `${names.join(", ")} and ${last}`;
	return `${at} ${all} ${all === "1" ? "replica" : "replicas"}`;
}

/** The second's medians against the first's, with the worst runs, at a single size, or where no ratio tells the difference. */
function values({ metric, sizes, ratio }: Comparison): string {
	if (sizes.length > 1 && ratio !== null) return "";
	const text = (each: Estimate) => {
		const worst = each.values.at(-1) as number;
		const median = `${each.open?.median ? "at least " : ""}${metricValue(metric, each.median)}`;
		return each.values.length === 1
			? median
			: `${median} (worst run ${each.open ? "at least " : ""}${metricNumber(metric, worst, each.median || worst)})`;
	};
	const all = sizes.map(
		({ estimates: [first, second] }) =>
			`${text(second)} against ${text(first)}`,
	);
	return `${all.join("; ")}; `;
}

function evidence(comparison: Comparison): string {
	const { adjustedP } = comparison;
	return adjustedP === null
		? runs(comparison)
		: `adjusted p ${probabilityText(adjustedP)}, ${runs(comparison)}`;
}

/** The second's against the first's. */
function runs({ sizes }: Comparison): string {
	const [first, second] = ([0, 1] as const).map((which) =>
		sum(sizes, ({ estimates }) => estimates[which].values.length),
	);
	return `${second} against ${first} ${first === 1 ? "run" : "runs"}`;
}

/** Three significant digits. */
function ratioNumber(ratio: number): string {
	return String(Number(ratio.toPrecision(3)));
}
