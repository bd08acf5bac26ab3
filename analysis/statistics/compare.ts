import { group } from "d3-array";
import { type MetricName, metricNames } from "../digest/metrics.ts";
import type { MetricRow, View } from "../digest/rows.ts";
import type { Comparison, Outcome, Ratio, SizeComparison } from "./comparison.ts";
import { cliffsDelta } from "./effect.ts";
import { acrossFamilies } from "./families.ts";
import { ratioOf } from "./hodgesLehmann.ts";
import { familywise, type RunsToShare } from "./minP.ts";
import { rankScores, rankTest, type Stratum, smallestP } from "./rankTest.ts";
import { estimateRuns, hasValue, type RunValue, runValues, worstRankScores } from "./runValues.ts";

/** The highest p, or adjusted p, at which a difference is said to be shown. */
export const significance = 0.05;

/** A ratio between 1/1.1 and 1.1 is no difference that matters. */
export const equivalenceRatio = 1.1;

export type CompareOptions = {
	view: View;
	/** Names of modes; all pairs, in the order of the modes' first rows, where absent. */
	pairs?: readonly (readonly [first: string, second: string])[];
	/** All, in the order of tables, where absent. */
	metrics?: readonly MetricName[];
};

/**
 * Compares modes in each metric, runs of all sizes together, but each only with runs of its own
 * size. Runs without a value are left out; where at no size both modes have one, there is no
 * comparison. A run of which only a bound is known, since what was waited for never came, ranks
 * behind all others. What can't reach significance with so many runs isn't tested (`tooFew`).
 *
 * All that is compared in one call is corrected together, so a call should hold just what a reader
 * is told: within each pair of modes for its metrics (`familywise`), then for the pairs
 * (`acrossFamilies`).
 *
 * @returns by metric, then pair
 * @throws RangeError where a run has two rows of one metric, or a value isn't finite
 */
export function compareModes(
	rows: readonly MetricRow[],
	{ view, pairs, metrics = metricNames }: CompareOptions,
): Comparison[] {
	const known = rows.filter((row) => row.view === view && metrics.includes(row.metric));
	const compared = pairs ?? allPairs(known.map(({ mode }) => mode));
	const ofMode = group(known, ({ mode }) => mode);
	const families = compared.map(([first, second]) => comparePair({ first, second }, ofMode, metrics));
	const tested = families.filter((family) => family.some(isTested));
	const adjustedPs = acrossFamilies(tested.map((family) => family.map(({ adjustedP }) => adjustedP ?? 1)));
	const corrected = families.flatMap((family) => {
		const own = adjustedPs[tested.indexOf(family)];
		return family.map((comparison, i) => withOutcome(comparison, own?.[i] ?? 1));
	});
	return metrics.flatMap((metric) => corrected.filter((comparison) => comparison.metric === metric));
}

/**
 * Whether a difference is no larger than 10 %, so far as the interval says. An interval of 90 % or
 * more makes of it two one-sided tests at 5 % or less (Schuirmann, "A Comparison of the Two
 * One-Sided Tests Procedure and the Power Approach for Assessing the Equivalence of Average
 * Bioavailability", Journal of Pharmacokinetics and Biopharmaceutics 15(6), 1987).
 */
export function isEquivalent(ratio: Ratio | null): boolean {
	const interval = ratio?.interval;
	return interval != null && interval.low >= 1 / equivalenceRatio && interval.high <= equivalenceRatio;
}

/** What all runs of both modes had; null where they differ, or only a bound is known of some. */
export function sharedValue({ sizes }: Pick<Comparison, "sizes">): number | null {
	const estimates = sizes.flatMap((each) => each.estimates);
	if (estimates.some(({ open }) => open !== undefined)) return null;
	const [value, ...others] = estimates.flatMap(({ values }) => values);
	return value !== undefined && others.every((other) => other === value) ? value : null;
}

/** The runs of two modes side by side, for a test of one metric. */
export type RunStrata = {
	/** One for each size at which both have runs with a value, ascending. */
	strata: readonly Stratum[];
	/** Whether the value of every run is known; else a ratio would be of bounds. */
	known: boolean;
};

/** @param rows of one view */
export function strataOf(
	rows: readonly MetricRow[],
	{ first, second, metric }: Pick<Comparison, "first" | "second" | "metric">,
): RunStrata {
	const of = (name: string) => rows.filter((row) => row.mode === name && row.metric === metric);
	const cells = cellsOf(of(first), of(second));
	return { strata: cells.map(({ stratum }) => stratum), known: !cells.some(hasBounds) };
}

function isTested({ p }: Comparison): boolean {
	return p !== null;
}

function withOutcome(comparison: Comparison, adjustedP: number): Comparison {
	const corrected = comparison.p === null ? null : adjustedP;
	return { ...comparison, adjustedP: corrected, outcome: outcomeOf({ ...comparison, adjustedP: corrected }) };
}

function outcomeOf(comparison: Comparison): Outcome {
	const { adjustedP, delta, ratio } = comparison;
	if (sharedValue(comparison) !== null) return "alike";
	if (adjustedP !== null && adjustedP <= significance) {
		return delta > 0 ? "firstLower" : "secondLower";
	}
	if (isEquivalent(ratio)) return "equivalent";
	return adjustedP === null ? "tooFew" : "undecided";
}

function allPairs(modes: readonly string[]): [string, string][] {
	const distinct = [...new Set(modes)];
	return distinct.flatMap((first, position) =>
		distinct.slice(position + 1).map((second): [string, string] => [first, second]),
	);
}

/** The metrics of two modes, corrected for each other. */
function comparePair(
	modes: { first: string; second: string },
	ofMode: ReadonlyMap<string, readonly MetricRow[]>,
	metrics: readonly MetricName[],
): Comparison[] {
	const [first, second] = [modes.first, modes.second].map((mode) =>
		group(ofMode.get(mode) ?? [], ({ metric }) => metric),
	);
	const compared = metrics.flatMap((metric) => {
		const cells = cellsOf(first?.get(metric) ?? [], second?.get(metric) ?? []);
		return cells.length === 0 ? [] : [{ metric, cells }];
	});
	const tested = compared.filter(({ cells }) => canBeSignificant(cells));
	const adjusted = familywise(runsToShare(tested.map(({ cells }) => cells)));
	return compared.map(({ metric, cells }) => {
		const strata = cells.map(({ stratum }) => stratum);
		const { delta, p } = rankTest(strata);
		const position = tested.findIndex((each) => each.metric === metric);
		return {
			metric,
			...modes,
			sizes: cells.map(sizeComparison),
			ratio: cells.some(hasBounds) ? null : ratioOf(strata),
			delta,
			p: position === -1 ? null : p,
			adjustedP: position === -1 ? null : Math.max(p, adjusted[position] as number),
			outcome: "tooFew",
		};
	});
}

/** The runs of two modes at one size that have a value, or are known to have a high one. */
type Cell = {
	replicas: number;
	runs: readonly [first: string[], second: string[]];
	values: readonly [first: RunValue[], second: RunValue[]];
	/** Bounds as values that are worse than all others. */
	stratum: Stratum;
};

function cellsOf(firstRows: readonly MetricRow[], secondRows: readonly MetricRow[]): Cell[] {
	const [first, second] = [firstRows, secondRows].map((rows) =>
		group(rows.filter(hasValue), ({ replicas }) => replicas),
	) as [Map<number, MetricRow[]>, Map<number, MetricRow[]>];
	return [...first.keys()]
		.filter((replicas) => second.has(replicas))
		.sort((a, b) => a - b)
		.map((replicas) => {
			const rows = [first, second].map((of) => of.get(replicas) ?? []) as [MetricRow[], MetricRow[]];
			const values = rows.map(runValues) as [RunValue[], RunValue[]];
			const [below, above] = worstRankScores(...values);
			return {
				replicas,
				runs: rows.map(namesOfRuns) as [string[], string[]],
				values,
				stratum: { first: below, second: above },
			};
		});
}

function namesOfRuns(rows: readonly MetricRow[]): string[] {
	const names = rows.map(({ run }) => run);
	const twice = names.find((run, i) => names.indexOf(run) !== i);
	if (twice !== undefined) {
		throw new RangeError(`The run ${twice} has two rows of ${rows[0]?.metric}: it would count twice.`);
	}
	return names;
}

function canBeSignificant(cells: readonly Cell[]): boolean {
	const numbers = cells.map(({ runs: [first, second] }) => [first.length, second.length] as const);
	return smallestP(numbers) <= significance;
}

/**
 * All runs of two modes at the sizes of some metrics, each with what it adds to the test of each
 * metric.
 *
 * @param metrics each with its cells
 */
function runsToShare(metrics: readonly (readonly Cell[])[]): RunsToShare[] {
	const sizes = [...new Set(metrics.flat().map(({ replicas }) => replicas))];
	return sizes.map((size) => {
		const cells = metrics.map((own) => own.find(({ replicas }) => replicas === size));
		const [first, second] = ([0, 1] as const).map((which) => [
			...new Set(cells.flatMap((cell) => cell?.runs[which] ?? [])),
		]) as [string[], string[]];
		return {
			first: first.length,
			second: second.length,
			scores: cells.map((cell) => {
				const added = cell === undefined ? new Map() : scoresByRun(cell);
				return [...first, ...second].map((run) => added.get(run) ?? 0);
			}),
		};
	});
}

function scoresByRun({ runs, stratum }: Cell): Map<string, number> {
	const scores = rankScores([...stratum.first, ...stratum.second]);
	return new Map(runs.flat().map((run, i) => [run, scores[i] as number]));
}

function sizeComparison(cell: Cell): SizeComparison {
	const { replicas, values, stratum } = cell;
	return {
		replicas,
		estimates: [estimateRuns(values[0]), estimateRuns(values[1])],
		ratio: hasBounds(cell) ? null : ratioOf([stratum]),
		delta: cliffsDelta(stratum.first, stratum.second),
	};
}

function hasBounds({ values }: Cell): boolean {
	return values.flat().some(({ atLeast }) => atLeast);
}
