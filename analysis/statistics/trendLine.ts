import { rollup, sum } from "d3-array";

/** One run: its size and its value of a metric. */
export type TrendPoint = { replicas: number; value: number };

export type Line = { slope: number; intercept: number };

/** Slopes of the lines through two points each, ascending, and the positions of these points. */
export type Slopes = { values: Float64Array; from: Int32Array; to: Int32Array };

/** Of every two points of different sizes. */
export function slopesBetween(points: readonly TrendPoint[]): Slopes {
	const pairs = points
		.flatMap((a, from) =>
			points.slice(from + 1).map((b, offset) => ({
				slope: (b.value - a.value) / (b.replicas - a.replicas),
				from,
				to: from + 1 + offset,
				apart: b.replicas !== a.replicas,
			})),
		)
		.filter(({ apart }) => apart)
		.sort((a, b) => a.slope - b.slope);
	return {
		values: Float64Array.from(pairs, ({ slope }) => slope),
		from: Int32Array.from(pairs, ({ from }) => from),
		to: Int32Array.from(pairs, ({ to }) => to),
	};
}

/**
 * The Theil–Sen line when each point is there as often as `times` says. (The slopes are those of
 * the points once and for all, so that a resample sorts nothing but its heights.)
 *
 * @param times whole numbers; points of at least two sizes are there
 */
export function weightedLine(
	points: readonly TrendPoint[],
	{ values, from, to }: Slopes,
	times: readonly number[],
): Line {
	const slope = weightedMedian(
		values,
		(pair) => (times[from[pair] as number] as number) * (times[to[pair] as number] as number),
		pairsOfSizes(points, times),
	);
	const heights = points
		.map(({ replicas, value }, position) => ({
			height: value - slope * replicas,
			weight: times[position] as number,
		}))
		.sort((a, b) => a.height - b.height);
	return {
		slope,
		intercept: weightedMedian(
			Float64Array.from(heights, ({ height }) => height),
			(position) => (heights[position] as { weight: number }).weight,
			sum(times),
		),
	};
}

/** How many pairs of points of different sizes there are. */
function pairsOfSizes(points: readonly TrendPoint[], times: readonly number[]): number {
	const ofSize = rollup(
		points.map(({ replicas }, position) => ({ replicas, position })),
		(group) => sum(group, ({ position }) => times[position]),
		({ replicas }) => replicas,
	);
	return (sum(times) ** 2 - sum(ofSize.values(), (count) => count ** 2)) / 2;
}

/**
 * Median of ascending values that are there as often as `weight` says, `total` times together.
 * (Stops in the middle: a trend asks for this thousands of times.)
 */
function weightedMedian(ascending: Float64Array, weight: (position: number) => number, total: number): number {
	let position = -1;
	let before = 0;
	const valueAfter = (passed: number) => {
		while (before <= passed) before += weight(++position);
		return ascending[position] as number;
	};
	const lower = valueAfter(Math.floor((total - 1) / 2));
	return (lower + valueAfter(Math.floor(total / 2))) / 2;
}
