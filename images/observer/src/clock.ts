/** Unix time in seconds with a fraction below a millisecond; it never goes back. */
export function unixSeconds(): number {
	return (performance.timeOrigin + performance.now()) / 1000;
}
