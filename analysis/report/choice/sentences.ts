import { metrics } from "../../digest/metrics.ts";
import type { MetricName } from "../../digest/rows.ts";
import { probabilityText } from "../../statistics/sentences.ts";
import { metricValue } from "../../statistics/sentencesMetric.ts";
import { estimateWithUnit } from "../estimateText.ts";
import { listed } from "../words.ts";
import type { Contender, Standing } from "./standing.ts";

/** How sure the choice of a method is. */
export type Sureness =
	/** It is shown to have lower numbers than every other, but for those that always had the same. */
	| "shown"
	/** Than some of them. */
	| "partly"
	/** All had the same value in every run, or are shown to be no more than 10 % apart. */
	| "alike"
	/** Tested, and no difference shown. */
	| "undecided"
	| "tooFew"
	/** There is no other to compare it with. */
	| "alone"
	/** No method qualifies, or nothing was measured. */
	| "none";

/** Writes a mode's name, as with a mark that sends readers to a note. */
export type NameOf = (mode: string) => string;

/** Longer lists say how many more there are: the tables have all of them. */
const mostListed = 4;

/** What a standing allows to say of which mode to choose. */
export function sentencesOf(
	standing: Standing,
	metric: MetricName,
	nameOf: NameOf,
): { sureness: Sureness; sentences: string[] } {
	const { leader, higher, alike, equivalent, undecided, tooFew, worstP } =
		standing;
	const sureness = surenessOf(standing);
	const one = ({ mode, estimate }: Contender) =>
		`${nameOf(mode)} (${estimate.open?.median ? "≥ " : ""}${metricValue(metric, estimate.median)})`;
	const all = (some: readonly Contender[]) => listed(some.map(one));
	const nearest = (some: readonly Contender[]) => {
		const last = some.at(-1);
		return some.length <= mostListed || last === undefined
			? all(some)
			: `${some
					.slice(0, mostListed - 1)
					.map(one)
					.join(
						", ",
					)} and ${some.length - mostListed + 1} others, up to ${one(last)}`;
	};
	const number = estimateWithUnit(leader.estimate, metrics[metric]);
	const tied = [...undecided, ...tooFew].filter(
		({ estimate }) =>
			estimate.median === leader.estimate.median && !estimate.open?.median,
	);
	const proven = sureness === "alone" || higher.length > 0;
	return {
		sureness,
		sentences: [
			alike.length > 0
				? `${listed([leader, ...alike].map(({ mode }) => nameOf(mode)))} alike: ${metricValue(metric, leader.estimate.median)} in every run.`
				: proven
					? `${nameOf(leader.mode)}: ${number}.`
					: tied.length > 0
						? `Lowest in these runs, with the same median, are ${all([leader, ...tied])}.`
						: `Lowest in these runs is ${nameOf(leader.mode)}: ${number}.`,
			...(higher.length > 0
				? [
						`${sureness === "shown" && higher.length > 1 ? "Every other is" : "Shown to be"} higher: ${nearest(higher)}; adjusted p ${probabilityText(worstP ?? 1)}${higher.length > 1 ? " or less" : ""}.`,
					]
				: []),
			...(equivalent.length > 0
				? [`No more than 10 % apart: ${all(equivalent)}.`]
				: []),
			...(undecided.length > 0
				? [
						`No difference was shown, which is not the same as none, to ${all(undecided)}.`,
					]
				: []),
			...(tooFew.length > 0
				? [`Not enough runs to say whether others are higher: ${all(tooFew)}.`]
				: []),
		],
	};
}

function surenessOf({
	higher,
	alike,
	equivalent,
	undecided,
	tooFew,
}: Standing): Sureness {
	if (undecided.length + tooFew.length === 0) {
		if (higher.length > 0) return "shown";
		return alike.length + equivalent.length > 0 ? "alike" : "alone";
	}
	if (higher.length > 0) return "partly";
	return tooFew.length > 0 ? "tooFew" : "undecided";
}
