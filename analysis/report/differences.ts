import { group, min, sum } from "d3-array";
import { sharedValue } from "../statistics/compare.ts";
import type { Comparison, Outcome } from "../statistics/comparison.ts";
import {
	decidingText,
	probabilityText,
	ratioText,
	swapped,
} from "../statistics/sentences.ts";
import { metricNoun, metricValue } from "../statistics/sentencesMetric.ts";
import { headlines } from "./headlines.ts";
import { listed } from "./words.ts";

/**
 * Which of two modes has the lower numbers in what: what was shown and how surely, then what wasn't, then what there are too
 * few runs for. Each statement is as strong as the comparisons' outcomes and no stronger.
 */
export function differences(comparisons: readonly Comparison[]): string[] {
	const told = headlines.flatMap((metric) =>
		comparisons.filter((each) => each.metric === metric),
	);
	const byPair = group(told, ({ first, second }) =>
		JSON.stringify([first, second]),
	);
	return [...byPair.values()].flatMap((pair) => {
		const those = (...outcomes: Outcome[]) =>
			pair.filter(({ outcome }) => outcomes.includes(outcome));
		return [
			...decided(those("firstLower")),
			...decided(those("secondLower").map(swapped)),
			...alike(those("alike")),
			...equivalent(those("equivalent")),
			...open(those("undecided", "tooFew")),
		];
	});
}

/** The first mode is the lower one. */
function decided(some: readonly Comparison[]): string[] {
	const [any] = some;
	if (any === undefined) return [];
	const apart = some.every(({ delta }) => delta === 1);
	const parts = some.map(({ metric, ratio }) =>
		ratio === null
			? metricNoun(metric)
			: `${metricNoun(metric)}, ${ratioText(ratio)}`,
	);
	return [
		`${any.first} ${apart ? "has" : "tends to have"} lower numbers than ${any.second} in ${listed(parts, "; ")} (${certainty(some)}).`,
	];
}

/** How sure the least sure of them is. */
function certainty(some: readonly Comparison[]): string {
	const worst = Math.max(...some.map(({ adjustedP }) => adjustedP ?? 1));
	const evidence = `${runsAgainst(some)} runs, adjusted p ${probabilityText(worst)}${some.length > 1 ? " or less" : ""}`;
	return some.every(({ delta }) => delta === 1)
		? `every run below every run of the other of its size, ${evidence}`
		: evidence;
}

function alike(some: readonly Comparison[]): string[] {
	const [any] = some;
	if (any === undefined) return [];
	const parts = some.map(
		(each) =>
			`${metricNoun(each.metric)}, ${metricValue(each.metric, sharedValue(each) ?? 0)}`,
	);
	return [
		`Every run of ${any.first} and of ${any.second} had the same ${listed(parts, "; ")}.`,
	];
}

function equivalent(some: readonly Comparison[]): string[] {
	const [any] = some;
	if (any === undefined) return [];
	const parts = some.map(
		({ metric, ratio }) =>
			`${metricNoun(metric)}${ratio === null ? "" : `, ${ratioText(ratio)}`}`,
	);
	return [
		`${any.first} and ${any.second} are no more than 10 % apart in ${listed(parts, "; ")}.`,
	];
}

/** One sentence for all that the same number of runs would decide. */
function open(some: readonly Comparison[]): string[] {
	const alike = group(
		some,
		(each) => `${runsAgainst([each])} ${decidingText(each)}`,
	);
	return [...alike.values()].map((those) => {
		const [any] = those as [Comparison];
		const nouns = listed(
			those.map(({ metric }) => metricNoun(metric)),
			"; ",
		);
		return `Whether ${any.first} and ${any.second} differ isn't decided in ${nouns} (${runsAgainst(those)} runs). ${decidingText(any)}`;
	});
}

/** `5 against 5`, or the smallest numbers there are. */
function runsAgainst(some: readonly Comparison[]): string {
	const fewest = (which: 0 | 1) =>
		min(some, ({ sizes }) =>
			sum(sizes, ({ estimates }) => estimates[which].values.length),
		);
	return `${fewest(0)} against ${fewest(1)}`;
}
