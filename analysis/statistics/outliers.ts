import { group, median } from "d3-array";
import { type MetricName, metrics } from "../digest/metrics.ts";
import type { MetricRow } from "../digest/rows.ts";
import { hasValue } from "./runValues.ts";

/** A run whose value lies far above those of the other runs of its mode and size. */
export type Outlier = {
	metric: MetricName;
	mode: string;
	replicas: number;
	/** As tables name it. */
	run: string;
	value: number;
	/** Of the runs of its mode and size. */
	median: number;
};

const fewestRuns = 3;

/** So many times as far from the median as runs usually are. */
const timesUsual = 5;

/** And at least twice as high. */
const leastFactor = 2;

/**
 * Runs to be named beside a median that hides them: at least twice as high, and five times as far
 * from their cell's median as the runs of all cells usually are in this metric. How far that is, is
 * the median absolute deviation from the cells' medians, scaled to the standard deviation of a
 * normal distribution (Hampel, "The Influence Curve and Its Role in Robust Estimation", Journal of
 * the American Statistical Association 69(346), 1974); on logarithms, since methods and sizes
 * differ by factors. All cells together tell it better than three runs could. An outlier isn't left
 * out of anything.
 *
 * @param rows of one view
 */
export function outliers(rows: readonly MetricRow[]): Outlier[] {
	return [...group(rows, ({ metric }) => metric).values()].flatMap(ofMetric);
}

function ofMetric(rows: readonly MetricRow[]): Outlier[] {
	const cells = [...group(rows.filter(hasValue), ({ mode, replicas }) => `${mode} ${replicas}`).values()].filter(
		({ length }) => length >= fewestRuns,
	);
	const distances = cells.flatMap((cell) => {
		const middle = medianOf(cell);
		return cell.map((row) => ({
			row,
			middle,
			distance: logarithm(row, measured(row)) - logarithm(row, middle),
		}));
	});
	const usual = 1.4826 * (median(withoutMiddles(distances), Math.abs) ?? 0);
	const limit = Math.max(timesUsual * usual, Math.log(leastFactor));
	return distances
		.filter(({ distance }) => distance > limit + 1e-9)
		.map(({ row, middle }) => ({
			metric: row.metric,
			mode: row.mode,
			replicas: row.replicas,
			run: row.run,
			value: measured(row),
			median: middle,
		}));
}

/**
 * The middle one of an odd number of runs is its own median: it says nothing of how far runs lie
 * from it.
 */
function withoutMiddles(distances: readonly { row: MetricRow; distance: number }[]): number[] {
	const cells = group(distances, ({ row: { mode, replicas } }) => `${mode} ${replicas}`);
	return [...cells.values()].flatMap((cell) => {
		const own = cell.map(({ distance }) => distance);
		return own.length % 2 === 1 ? own.toSpliced(own.indexOf(0), 1) : own;
	});
}

/** Counts and shares may be 0: one unit is added to them. */
function logarithm({ metric }: MetricRow, value: number): number {
	const { unit, factor } = metrics[metric];
	return unit === "updates" || unit === "%"
		? Math.log(value * factor + 1)
		: Math.log(Math.max(value, Number.MIN_VALUE));
}

function measured(row: MetricRow): number {
	return row.value ?? (row.atLeast as number);
}

function medianOf(cell: readonly MetricRow[]): number {
	return median(cell, measured) as number;
}
