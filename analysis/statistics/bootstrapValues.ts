/**
 * The values of runs in ascending order.
 *
 * @throws RangeError for no values, or one that isn't finite
 */
export function ascending(values: readonly number[]): number[] {
	if (values.length === 0) {
		throw new RangeError("There are no runs' values to describe.");
	}
	for (const value of values) {
		if (!Number.isFinite(value)) {
			throw new RangeError(`A run's value must be a finite number, not ${value}: leave runs without one out.`);
		}
	}
	return [...values].sort((a, b) => a - b);
}
