/**
 * What turns a time in seconds into nanoseconds since the earliest of some. Times of today, as floating-point numbers, are
 * a quarter of a microsecond apart: subtracted first, they stay in their order.
 */
export function nanosecondsSince(times: readonly number[]): (time: number) => number {
	const earliest = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
	return (time) => (time - earliest) * 1e9;
}
