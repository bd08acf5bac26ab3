import type { MetricName } from "../digest/rows.ts";

/** A number of a cell (mode × size), from its runs. */
export type Estimate = {
	/** Of the runs' values. */
	median: number;
	/** Confidence interval of the median; null where there are too few runs for one. */
	interval: Interval | null;
	/** Every run's value, ascending; of a run of which only a bound is known, the bound. */
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

/** What can be said of two modes at one size, in one metric. Of all metrics, less is better. */
export type Comparison = {
	metric: MetricName;
	replicas: number;
	/** Names of the modes. */
	first: string;
	second: string;
	estimates: readonly [Estimate, Estimate];
	/** Median of the second over that of the first; null where the first is 0, or of some run only a bound is known. */
	ratio: { value: number; interval: Interval | null } | null;
	/** Cliff's delta of the second against the first: −1 (all its runs lower) to 1 (all higher). */
	delta: number;
	/** Two-sided exact Mann–Whitney test. Null: these numbers of runs can't reach significance, so nothing was tested. */
	p: number | null;
	/** The same, corrected for all comparisons that were tested together. */
	adjustedP: number | null;
	/** `tooFew`: not tested. `undecided`: tested, and no difference shown, which isn't the same as none. */
	outcome: "firstLower" | "secondLower" | "undecided" | "tooFew";
};
