import { group } from "d3-array";
import { counted } from "../counted.ts";
import { metrics } from "../digest/metrics.ts";
import type { Comparison, Interval } from "../statistics/comparison.ts";
import { metricNoun, metricValue } from "../statistics/sentencesMetric.ts";
import { medianText } from "./estimateText.ts";
import { headlines } from "./headlines.ts";
import { listed } from "./words.ts";

/**
 * Which of two modes has the lower numbers in what: what was shown and how surely, then what wasn't, then what there are too
 * few runs for. Each statement is as strong as the comparisons' outcomes and no stronger.
 */
export function differences(comparisons: readonly Comparison[]): string[] {
	const told = comparisons
		.filter(({ metric }) => headlines.includes(metric))
		.sort((a, b) => a.replicas - b.replicas);
	const byPair = group(told, ({ first, second }) =>
		JSON.stringify([first, second]),
	);
	return [...byPair.values()].flatMap((pair) => [
		...decided(pair),
		...undecided(pair),
		...tooFew(pair),
	]);
}

/** In the order of `headlines`, those of one metric by size. */
function byMetric(some: readonly Comparison[]): Comparison[][] {
	return headlines
		.map((metric) => some.filter((each) => each.metric === metric))
		.filter(({ length }) => length > 0);
}

function decided(pair: readonly Comparison[]): string[] {
	return (["firstLower", "secondLower"] as const).flatMap((outcome) => {
		const some = pair.filter((each) => each.outcome === outcome);
		const [any] = some;
		if (any === undefined) return [];
		const [lower, higher] =
			outcome === "firstLower"
				? [any.first, any.second]
				: [any.second, any.first];
		const parts = byMetric(some).map(
			(same) =>
				`${metricNoun((same[0] as Comparison).metric)}: ${listed(same.map(difference))}`,
		);
		return [
			`${lower} ${liesApart(some) ? "has" : "tends to have"} lower numbers than ${higher} in ${listed(parts, "; ")} (${certainty(some)}).`,
		];
	});
}

/** `1.8 against 3.9 ms at 5 replicas, 2.2 times [2.0, 2.4]`. */
function difference({
	metric,
	replicas,
	estimates,
	ratio,
	outcome,
}: Comparison): string {
	const format = metrics[metric];
	const firstLower = outcome === "firstLower";
	const [lower, higher] = firstLower ? estimates : [estimates[1], estimates[0]];
	const values = `${medianText(lower, format)} against ${medianText(higher, format)} ${format.unit} at ${counted(replicas, "replica")}`;
	return ratio === null || ratio.value === 0
		? values
		: `${values}, ${timesText(firstLower ? ratio : inverse(ratio))}`;
}

/** How sure the least sure of them is. */
function certainty(some: readonly Comparison[]): string {
	const worst = Math.max(...some.map(({ adjustedP }) => adjustedP ?? 1));
	const adjusted = `adjusted p ≤ ${upwards(worst)}`;
	const runs = `${runsAgainst(some)} runs`;
	return liesApart(some)
		? `every run below every run of the other, ${runs}, ${adjusted}`
		: `${runs}, ${adjusted}`;
}

function liesApart(some: readonly Comparison[]): boolean {
	return some.every(({ delta }) => Math.abs(delta) === 1);
}

function undecided(pair: readonly Comparison[]): string[] {
	const open = pair.filter(({ outcome }) => outcome === "undecided");
	const [any] = open;
	if (any === undefined) return [];
	const { first, second } = any;
	const alike = open.filter((each) => constantIn(each) !== null);
	const apart = open.filter(({ delta }) => Math.abs(delta) === 1);
	const others = open.filter(
		(each) => !alike.includes(each) && !apart.includes(each),
	);
	return [
		...sentence(
			alike,
			(what) => `Every run of ${first} and of ${second} had the same ${what}.`,
			({ metric, ...each }) =>
				`${metricNoun(metric)}, ${metricValue(metric, constantIn({ metric, ...each }) ?? 0)}`,
		),
		...sentence(
			others,
			(what) =>
				`No difference between ${first} and ${second} was shown, which is not the same as none, in ${what}.`,
		),
		...sentence(
			apart,
			(what) =>
				`All runs of ${first} and of ${second} lie apart in ${what}, but among that many comparisons this could be chance: there are not enough runs to say.`,
		),
	];
}

/** One sentence about some comparisons, each named once with its sizes; none about nothing. */
function sentence(
	some: readonly Comparison[],
	write: (what: string) => string,
	name: (each: Comparison) => string = ({ metric }) => metricNoun(metric),
): string[] {
	if (some.length === 0) return [];
	const named = group(byMetric(some).flat(), name);
	const parts = [...named].map(([what, same]) => {
		const sizes = listed(same.map(({ replicas }) => `${replicas}`));
		return `${what} (at ${sizes} replicas)`;
	});
	return [write(listed(parts, "; "))];
}

/** What all runs of both had; null where they differ. */
function constantIn({ estimates }: Comparison): number | null {
	if (estimates.some(({ open }) => open !== undefined)) return null;
	const [value, ...others] = estimates.flatMap(({ values }) => values);
	return value !== undefined && others.every((other) => other === value)
		? value
		: null;
}

/** Sizes with too few runs for anything in one sentence; else the metrics that too few of the runs have. */
function tooFew(pair: readonly Comparison[]): string[] {
	const bySize = [...group(pair, ({ replicas }) => replicas)].map(
		([replicas, same]) => ({
			replicas,
			some: same.filter(({ outcome }) => outcome === "tooFew"),
			all: same.every(({ outcome }) => outcome === "tooFew"),
		}),
	);
	const whole = bySize.filter(({ all }) => all);
	const [any] = whole.flatMap(({ some }) => some);
	const sizes = whole.map(
		({ replicas, some }) => `${replicas} (${runsAgainst(some)})`,
	);
	return [
		...(any
			? [
					`There are not enough runs to say which of ${any.first} and ${any.second} has lower numbers at ${listed(sizes)} replicas.`,
				]
			: []),
		...sentence(
			bySize.flatMap(({ all, some }) => (all ? [] : some)),
			(what) => `Too few runs have a value to compare in ${what}.`,
		),
	];
}

/** `5 against 5`, or the smallest numbers there are. */
function runsAgainst(some: readonly Comparison[]): string {
	const fewest = (which: 0 | 1) =>
		Math.min(...some.map(({ estimates }) => estimates[which].values.length));
	return `${fewest(0)} against ${fewest(1)}`;
}

function timesText({
	value,
	interval,
}: {
	value: number;
	interval: Interval | null;
}): string {
	const sure = interval
		? ` [${ratioText(interval.low)}, ${ratioText(interval.high)}]`
		: "";
	return `${ratioText(value)} times${sure}`;
}

function inverse({
	value,
	interval,
}: {
	value: number;
	interval: Interval | null;
}) {
	return {
		value: 1 / value,
		interval: interval && {
			...interval,
			low: 1 / interval.high,
			high: 1 / interval.low,
		},
	};
}

function ratioText(ratio: number): string {
	return Number.isFinite(ratio) ? ratio.toFixed(ratio < 10 ? 2 : 1) : "∞";
}

/** Two digits, never below the number itself, and never below a thousandth. */
export function upwards(p: number): string {
	const step = 10 ** (Math.floor(Math.log10(Math.max(p, 0.001))) - 1);
	// The small part taken off keeps numbers that are whole multiples, but for their binary form, as they are.
	const rounded = Math.ceil(Math.max(p, 0.001) / step - 1e-9) * step;
	return String(Number(rounded.toPrecision(2)));
}
