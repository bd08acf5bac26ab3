import { ascending } from "./bootstrapValues.ts";

/** A value that a resampled statistic can have, and how likely it does. */
export type Atom = { value: number; probability: number };

/**
 * The bootstrap distribution of the median, exactly: all resamples with replacement, without drawing any. For an odd
 * number of values as given by Efron ("Bootstrap Methods: Another Look at the Jackknife", The Annals of Statistics
 * 7(1), 1979, section 3); for an even number from the joint distribution of the two middle order statistics of a
 * resample of n = 2k: they are the i-th and j-th smallest value, i < j, if just k draws are among the first i, one of
 * these is the i-th itself, and the others are among the last n − j + 1, one of them the j-th.
 *
 * @param values at most a few hundred: for an even number n there are n(n + 1)/2 atoms
 * @throws RangeError for no values, or one that isn't finite
 */
export function bootstrapMedian(values: readonly number[]): Atom[] {
	const ordered = ascending(values);
	const count = ordered.length;
	const upperMiddle = Math.floor(count / 2) + 1;
	if (count % 2 === 1) {
		return ordered.map((value, index) => ({
			value,
			probability: reaches(count, upperMiddle, index),
		}));
	}
	const half = count / 2;
	return ordered.flatMap((lower, i) => {
		const below = ((i + 1) / count) ** half - (i / count) ** half;
		const apart = ordered.slice(i + 1).map((upper, offset) => {
			const fromAbove = count - (i + 1 + offset);
			return {
				value: lower + (upper - lower) / 2,
				probability:
					binomialCoefficient(count, half) *
					below *
					((fromAbove / count) ** half - ((fromAbove - 1) / count) ** half),
			};
		});
		const same =
			reaches(count, half, i) -
			apart.reduce((sum, { probability }) => sum + probability, 0);
		return [{ value: lower, probability: Math.max(0, same) }, ...apart];
	});
}

/** Probability that the `position`-th smallest of a resample is the value at `index`. */
function reaches(count: number, position: number, index: number): number {
	return (
		atLeast(count, position, (index + 1) / count) -
		atLeast(count, position, index / count)
	);
}

/** P(Binomial(count, share) ≥ position). */
function atLeast(count: number, position: number, share: number): number {
	let sum = 0;
	for (let hits = position; hits <= count; hits++) {
		sum +=
			binomialCoefficient(count, hits) *
			share ** hits *
			(1 - share) ** (count - hits);
	}
	return sum;
}

function binomialCoefficient(count: number, chosen: number): number {
	let product = 1;
	for (let each = 1; each <= chosen; each++) {
		product *= (count - chosen + each) / each;
	}
	return product;
}
