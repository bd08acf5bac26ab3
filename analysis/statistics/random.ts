import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Draws an integer from 0 to `count` − 1, each as likely as the others. */
export type Draw = (count: number) => number;

/**
 * A generator that draws the same numbers for the same seed, so that an analysis can be repeated to
 * the last digit: xoroshiro128+ (Blackman & Vigna, "Scrambled Linear Pseudorandom Number
 * Generators", ACM Transactions on Mathematical Software 47(4), 2021).
 *
 * @param seed a 32-bit integer
 */
export function seededDraw(seed: number): Draw {
	const generator = xoroshiro128plus(seed);
	return (count) => uniformInt(generator, 0, count - 1);
}
