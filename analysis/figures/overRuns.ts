import { max, median, min } from "d3-array";
import type { OfRun } from "../digest/rows.ts";

/** A run's value around one moment of run time, in the unit of the figure. */
export type Reading = OfRun & { seconds: number; value: number };

/** The values of several runs of one mode and size around one moment. */
export type OverRuns = {
	mode: string;
	replicas: number;
	seconds: number;
	/** Over the runs; the run is the unit of repetition. */
	median: number;
	/** The smallest and the largest run's. */
	low: number;
	high: number;
	/** How many runs have a value here. */
	runs: number;
	/** Points of one segment follow each other without a missing moment: a line may join them. */
	segment: string;
};

/** A line is broken where more than this many moments lie between two points. */
const momentsWithoutBreak = 1.5;

/** Medians and ranges over the runs, mode by mode, size by size, in order of time. */
export function overRuns(readings: readonly Reading[]): OverRuns[] {
	const cells = Map.groupBy(readings, ({ mode, replicas }) => `${mode}-${replicas}`);
	return [...cells].flatMap(([cell, ofCell]) => {
		const moments = [...Map.groupBy(ofCell, ({ seconds }) => seconds)].sort(([a], [b]) => a - b);
		const times = moments.map(([seconds]) => seconds);
		const step = min(times.slice(1), (time, i) => time - (times[i] as number));
		const longest = (step ?? 0) * momentsWithoutBreak;
		let segment = 0;
		return moments.map(([seconds, ofMoment], i): OverRuns => {
			const before = times[i - 1];
			if (before !== undefined && seconds - before > longest) segment++;
			const { mode, replicas } = ofMoment[0] as Reading;
			const value = (reading: Reading) => reading.value;
			return {
				mode,
				replicas,
				seconds,
				median: median(ofMoment, value) as number,
				low: min(ofMoment, value) as number,
				high: max(ofMoment, value) as number,
				runs: new Set(ofMoment.map(({ run }) => run)).size,
				segment: `${cell} ${segment}`,
			};
		});
	});
}

/** How many runs of a mode and size there are. */
export function runsOf(rows: readonly OfRun[], mode: string, replicas: number): number {
	const own = rows.filter((row) => row.mode === mode && row.replicas === replicas);
	return new Set(own.map(({ run }) => run)).size;
}
