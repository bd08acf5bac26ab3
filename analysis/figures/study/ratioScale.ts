import { type VerticalScale, verticalScale } from "../verticalScale.ts";

/** Beyond this ratio the smallest values of a linear axis would lie on its base line. */
const logarithmicFrom = 20;

/** For a few values that are to be compared with each other: logarithmic as soon as they lie far apart, or else linear from zero. */
export function ratioScale(values: readonly number[]): VerticalScale {
	const positive = values.filter((value) => value > 0);
	const [least, most] = [Math.min(...positive), Math.max(...positive)];
	return positive.length > 0 && most > logarithmicFrom * least
		? { type: "log", domain: [least * 0.8, most * 1.25] }
		: verticalScale(values);
}
