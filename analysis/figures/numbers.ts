/** A number with three significant digits, for sentences and labels. */
export function readable(value: number): string {
	return Number(value.toPrecision(3)).toLocaleString("en", { maximumSignificantDigits: 3 });
}

/** A number for a table: without the noise of binary fractions. Empty for none. */
export function exact(value: number | null | undefined): number | string {
	return value === null || value === undefined ? "" : Number(value.toPrecision(9));
}
