import type { MetricName } from "../digest/metrics.ts";

/** A number of a cell (mode × size), from its runs. */
export type Estimate = {
	/** Of the runs' values. */
	median: number;
	/** Confidence interval of the median; null where there are too few runs for one. */
	interval: Interval | null;
	/**
	 * Every run's value, ascending; of a run of which only a bound is known, the bound. The last one
	 * is the worst run's.
	 */
	values: readonly number[];
	/** Absent where every run's value is known. */
	open?: {
		/** Of how many runs only a bound is known: their values are at least so high. */
		runs: number;
		/** Whether the median is such a bound, and the upper end of the interval. */
		median: boolean;
		high: boolean;
	};
};

export type Interval = { low: number; high: number; confidence: number };

/** How many times as much the second mode has as the first. */
export type Ratio = {
	value: number;
	/** Null where there are too few runs for one. */
	interval: Interval | null;
};

/** Two modes at one size: a detail of a comparison. Nothing is tested here by itself. */
export type SizeComparison = {
	replicas: number;
	estimates: readonly [first: Estimate, second: Estimate];
	/**
	 * Of the runs of this size; null where some run has no value above 0, or only a bound is known of
	 * it.
	 */
	ratio: Ratio | null;
	/** Cliff's delta of the second against the first: −1 (all its runs lower) to 1 (all higher). */
	delta: number;
};

/**
 * - `firstLower`, `secondLower`: a difference is shown.
 * - `equivalent`: none is shown, and the interval of the ratio says that there is none larger than
 * 10 %.
 * - `alike`: every run of both has the same value.
 * - `undecided`: tested, and no difference shown, which isn't the same as none.
 * - `tooFew`: so few runs that no result could show a difference, so nothing was tested.
 */
export type Outcome = "firstLower" | "secondLower" | "equivalent" | "alike" | "undecided" | "tooFew";

/**
 * What can be said of two modes in one metric, from their runs of all sizes together. Of all
 * metrics, less is better.
 */
export type Comparison = {
	metric: MetricName;
	/** Names of the modes. */
	first: string;
	second: string;
	/** Those at which both modes have runs with a value, ascending; at least one. */
	sizes: readonly SizeComparison[];
	/**
	 * From runs of the same size beside each other; null where some run has no value above 0, or only
	 * a bound is known of it.
	 */
	ratio: Ratio | null;
	/**
	 * Cliff's delta of the second against the first, as a weighted mean over the sizes: 1 if at each
	 * size all its runs are higher.
	 */
	delta: number;
	/**
	 * Two-sided rank test stratified by size. Null: these numbers of runs can't reach significance,
	 * so nothing was tested.
	 */
	p: number | null;
	/** The same, corrected for all that was compared together. */
	adjustedP: number | null;
	outcome: Outcome;
};
