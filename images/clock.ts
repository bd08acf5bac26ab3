/**
 * Unix time in seconds with a fraction below a millisecond. It follows the monotonic clock from the
 * process's start on, so that a step of the system's clock can't turn a duration negative.
 */
export function unixSeconds(): number {
	return (performance.timeOrigin + performance.now()) / 1000;
}

export type Clock = () => number;
