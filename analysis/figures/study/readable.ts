/** A number with three significant digits, for sentences and labels. */
export function readable(value: number): string {
	return Number(value.toPrecision(3)).toLocaleString("en", {
		maximumSignificantDigits: 3,
	});
}

/** A number for a table: without the noise of binary fractions. */
export function exact(value: number): number {
	return Number(value.toPrecision(9));
}

/** A moment of run time, for sentences and labels: `297.5 s`. */
export function moment(seconds: number): string {
	return `${Number(seconds.toFixed(1))} s`;
}
