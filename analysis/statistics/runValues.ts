import { max } from "d3-array";
import type { MetricRow } from "../digest/rows.ts";
import { estimate } from "./bootstrap.ts";
import type { Estimate } from "./comparison.ts";

/** What one run says of a metric, in its base unit. */
export type RunValue = {
	value: number;
	/** The run ended before what was waited for came: its value is at least this. */
	atLeast: boolean;
};

/** Whether a run's value is known, or a bound of it. */
export function hasValue({ value, atLeast }: Pick<MetricRow, "value" | "atLeast">): boolean {
	return value !== null || atLeast !== undefined;
}

/** Of the runs that have one. */
export function runValues(rows: readonly Pick<MetricRow, "value" | "atLeast">[]): RunValue[] {
	return rows.flatMap(({ value, atLeast }): RunValue[] =>
		value !== null ? [{ value, atLeast: false }] : atLeast === undefined ? [] : [{ value: atLeast, atLeast: true }],
	);
}

/**
 * As `estimate`, of runs some of which have only a lower bound (right-censored). Whatever their
 * values are, each order statistic lies between the one with the bounds in their place and the one
 * with values above all others there; where the two differ, a bound is all that can be said.
 *
 * @throws RangeError for no values, or one that isn't finite
 */
export function estimateRuns(values: readonly RunValue[]): Estimate {
	const lowest = estimate(values.map(({ value }) => value));
	const runs = values.filter(({ atLeast }) => atLeast).length;
	if (runs === 0) return lowest;
	const beyond = beyondAll(values);
	const highest = estimate(values.map(({ value, atLeast }) => (atLeast ? beyond : value)));
	return {
		...lowest,
		open: {
			runs,
			median: highest.median !== lowest.median,
			high: highest.interval?.high !== lowest.interval?.high,
		},
	};
}

/**
 * Values for a rank test of two groups: a run in which it never came counts as worse than every run
 * in which it did, and as no better or worse than another such run (the worst-rank score of Lachin,
 * "Worst-rank score analysis with informatively missing observations in clinical trials",
 * Controlled Clinical Trials 20(5), 1999).
 */
export function worstRankScores(
	first: readonly RunValue[],
	second: readonly RunValue[],
): [first: number[], second: number[]] {
	const worst = beyondAll([...first, ...second]);
	const scores = (values: readonly RunValue[]) => values.map(({ value, atLeast }) => (atLeast ? worst : value));
	return [scores(first), scores(second)];
}

function beyondAll(values: readonly RunValue[]): number {
	return 1 + 2 * Math.abs(max(values, ({ value }) => value) ?? 0);
}
