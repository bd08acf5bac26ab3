import { quantile } from "../statistics/quantiles.ts";
import type { Latency } from "./state.ts";

/** Quantiles of latencies, in seconds; null where there are none. */
export type Quantiles = { p50: number | null; p99: number | null };

/** Of the latencies that arrived within so many seconds before `now`. */
export function quantilesOfLast(windowSeconds: number, latencies: readonly Latency[], now: number): Quantiles {
	const seconds = latencies.filter(({ received }) => received > now - windowSeconds).map(({ seconds }) => seconds);
	return { p50: quantile(seconds, 0.5), p99: quantile(seconds, 0.99) };
}

/**
 * The median latency of each of the last seconds, the newest last; null for a second without any.
 * They are whole seconds of the clock, so that a figure moves by one as time does.
 *
 * @param now Unix time in seconds; the second that it is in has not ended and is left out
 */
export function mediansBySecond(count: number, latencies: readonly Latency[], now: number): (number | null)[] {
	const first = Math.floor(now) - count;
	const bySecond = Array.from({ length: count }, (): number[] => []);
	for (const { received, seconds } of latencies) {
		bySecond[Math.floor(received) - first]?.push(seconds);
	}
	return bySecond.map((ofSecond) => quantile(ofSecond, 0.5));
}
