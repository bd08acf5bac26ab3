/**
 * Adjusts p-values of tests that were made together, so that among those at or below a limit the expected share of false
 * ones is at most that limit, however the tests depend on each other: they share runs, so they do (Benjamini & Yekutieli,
 * "The control of the false discovery rate in multiple testing under dependency", The Annals of Statistics 29(4), 2001,
 * theorem 1.3).
 *
 * @param pValues from 0 to 1
 * @returns adjusted values in the same order, 1 at most
 * @throws RangeError for a value that is no probability
 */
export function adjusted(pValues: readonly number[]): number[] {
	const wrong = pValues.find((p) => !(p >= 0 && p <= 1));
	if (wrong !== undefined) {
		throw new RangeError(`A p-value must be from 0 to 1, not ${wrong}.`);
	}
	const count = pValues.length;
	const forDependence = pValues.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
	const result = Array<number>(count);
	let smallest = 1;
	const fromLargest = pValues
		.map((p, index) => ({ p, index }))
		.sort((a, b) => b.p - a.p);
	for (const [larger, { p, index }] of fromLargest.entries()) {
		const rank = count - larger;
		smallest = Math.min(smallest, (p * count * forDependence) / rank);
		result[index] = smallest;
	}
	return result;
}
