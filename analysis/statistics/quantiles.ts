import { quantileSorted } from "d3-array";

/** What a set of measurements looks like; every field has the unit of the measurements. */
export type Distribution = {
	count: number;
	median: number;
	p95: number;
	p99: number;
	maximum: number;
};

/** How quantiles between two measurements are estimated; reports name it. */
export const quantileMethod = "Hyndman & Fan type 7 (linear interpolation of the order statistics)";

/**
 * Sample quantile by Hyndman & Fan's type 7 ("Sample Quantiles in Statistical Packages", The
 * American Statistician 50(4), 1996), the default of R and NumPy.
 *
 * @param probability from 0 (minimum) to 1 (maximum)
 * @returns null for no values
 * @throws RangeError for a value that is not a number or a probability out of range
 */
export function quantile(values: readonly number[], probability: number): number | null {
	if (!(probability >= 0 && probability <= 1)) {
		throw new RangeError(`A quantile's probability must be from 0 to 1, not ${probability}.`);
	}
	return quantileSorted(sorted(values), probability) ?? null;
}

/** Count, maximum and the quantiles that reports show; null for no values. */
export function distribution(values: readonly number[]): Distribution | null {
	const ordered = sorted(values);
	const at = (probability: number) => quantileSorted(ordered, probability) as number;
	if (ordered.length === 0) return null;
	return {
		count: ordered.length,
		median: at(0.5),
		p95: at(0.95),
		p99: at(0.99),
		maximum: at(1),
	};
}

function sorted(values: readonly number[]): number[] {
	if (values.some(Number.isNaN)) {
		throw new RangeError("A measurement is not a number: no quantile of it.");
	}
	// Numbers alone, without a comparison that is called, are sorted several times as fast.
	return Array.from(Float64Array.from(values).sort());
}
