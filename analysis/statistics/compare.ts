import { group } from "d3-array";
import { metricNames } from "../digest/metrics.ts";
import type { MetricName, MetricRow, View } from "../digest/rows.ts";
import type { Comparison } from "./comparison.ts";
import { adjusted } from "./correction.ts";
import { cliffsDelta } from "./effect.ts";
import { ratioOfMedians } from "./effectRatio.ts";
import { mannWhitney, smallestP } from "./rankTest.ts";
import {
	estimateRuns,
	type RunValue,
	runValues,
	worstRankScores,
} from "./runValues.ts";

/** The highest p, or adjusted p, at which a difference is said to be shown. */
export const significance = 0.05;

export type CompareOptions = {
	view: View;
	/** Names of modes; all pairs, in the order of the modes' first rows, where absent. */
	pairs?: readonly (readonly [first: string, second: string])[];
	/** All, in the order of tables, where absent. */
	metrics?: readonly MetricName[];
};

/**
 * Compares modes at each size in each metric. Runs without a value are left out; where a mode has none, there is no
 * comparison. A run of which only a bound is known, since what was waited for never came, ranks behind all others. What can't reach significance with so many runs isn't tested (`tooFew`).
 *
 * All that is tested in one call is corrected together, so a call should hold just what a reader is told. Where all
 * runs of both modes have the same value, every way to share them out gives p = 1: that is known before anything is
 * compared, and such a comparison isn't counted in the correction (Tarone, "A Modified Bonferroni Method for Discrete
 * Data", Biometrics 46(2), 1990; Gilbert, "A modified false discovery rate multiple-comparisons procedure for discrete
 * data", Journal of the Royal Statistical Society C 54(1), 2005).
 *
 * @returns by metric, then size, then pair
 * @throws RangeError where a run has two rows of one metric, or a value isn't finite
 */
export function compareModes(
	rows: readonly MetricRow[],
	{ view, pairs, metrics = metricNames }: CompareOptions,
): Comparison[] {
	const known = rows.filter((row) => row.view === view);
	const compared = pairs ?? allPairs(known.map(({ mode }) => mode));
	const ofMetric = group(known, ({ metric }) => metric);
	const comparisons = metrics.flatMap((metric) => {
		const sizes = group(ofMetric.get(metric) ?? [], ({ replicas }) => replicas);
		return [...sizes]
			.sort(([a], [b]) => a - b)
			.flatMap(([replicas, cell]) => {
				const modes = group(cell, ({ mode }) => mode);
				return compared.flatMap(([first, second]) => {
					const values = [first, second].map((mode) =>
						valuesOfRuns(modes.get(mode) ?? []),
					) as [RunValue[], RunValue[]];
					return values.some(({ length }) => length === 0)
						? []
						: uncorrected({ metric, replicas, first, second }, values);
				});
			});
	});
	return corrected(comparisons);
}

/**
 * Whether a comparison was tested, and its test could have shown anything: not where there were too few runs, nor where
 * all had the same value. These are corrected together.
 */
export function isCounted({ p, estimates }: Comparison): boolean {
	const values = estimates.flatMap((each) => each.values);
	const open = estimates.reduce((sum, each) => sum + (each.open?.runs ?? 0), 0);
	return (
		p !== null &&
		open < values.length &&
		(open > 0 || values.some((value) => value !== values[0]))
	);
}

function allPairs(modes: readonly string[]): [string, string][] {
	const distinct = [...new Set(modes)];
	return distinct.flatMap((first, position) =>
		distinct
			.slice(position + 1)
			.map((second): [string, string] => [first, second]),
	);
}

function valuesOfRuns(rows: readonly MetricRow[]): RunValue[] {
	const runs = new Set<string>();
	for (const { run, metric } of rows) {
		if (runs.has(run)) {
			throw new RangeError(
				`The run ${run} has two rows of ${metric}: it would count twice.`,
			);
		}
		runs.add(run);
	}
	return runValues(rows);
}

function uncorrected(
	what: Pick<Comparison, "metric" | "replicas" | "first" | "second">,
	[first, second]: readonly [RunValue[], RunValue[]],
): Comparison {
	const tooFew = smallestP(first.length, second.length) > significance;
	const scores = worstRankScores(first, second);
	const open = [...first, ...second].some(({ atLeast }) => atLeast);
	return {
		...what,
		estimates: [estimateRuns(first), estimateRuns(second)],
		ratio: open ? null : ratioOfMedians(...scores),
		delta: cliffsDelta(...scores),
		p: tooFew ? null : mannWhitney(...scores).p,
		adjustedP: null,
		outcome: "tooFew",
	};
}

function corrected(comparisons: readonly Comparison[]): Comparison[] {
	const counted = comparisons.filter(isCounted);
	const adjustedPs = adjusted(counted.map(({ p }) => p as number));
	const of = new Map(counted.map((each, i) => [each, adjustedPs[i] as number]));
	return comparisons.map((each) => {
		if (each.p === null) return each;
		const adjustedP = of.get(each) ?? 1;
		return { ...each, adjustedP, outcome: outcomeOf(each.delta, adjustedP) };
	});
}

function outcomeOf(delta: number, adjustedP: number): Comparison["outcome"] {
	if (adjustedP > significance || delta === 0) return "undecided";
	return delta > 0 ? "firstLower" : "secondLower";
}
