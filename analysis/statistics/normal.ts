/**
 * Probability that a standard normal value is higher than z: the series of Marsaglia ("Evaluating
 * the Normal Distribution", Journal of Statistical Software 11(4), 2004) near the middle, beyond it
 * Laplace's continued fraction (Abramowitz & Stegun, "Handbook of Mathematical Functions", 1964,
 * 26.2.14), which keeps its relative precision in the far tail.
 *
 * @param z from 0 on
 */
export function normalUpperTail(z: number): number {
	const density = Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI);
	if (z > 3) {
		let fraction = z;
		for (let level = 100; level > 0; level--) fraction = z + level / fraction;
		return density / fraction;
	}
	let term = z;
	let series = z;
	for (let odd = 3; term > 1e-17; odd += 2) {
		term *= z ** 2 / odd;
		series += term;
	}
	return 0.5 - density * series;
}

/** The standard normal value that is exceeded with this probability, by bisection. */
export function upperQuantile(probability: number): number {
	let [low, high] = [0, 40];
	for (let step = 0; step < 60; step++) {
		const middle = (low + high) / 2;
		if (normalUpperTail(middle) > probability) low = middle;
		else high = middle;
	}
	return high;
}
