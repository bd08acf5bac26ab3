/**
 * A signal for a request that changes something: it aborts only when `signal` has been aborted for `seconds`, so that whoever
 * sent the request learns what became of it.
 */
export function settling(signal: AbortSignal, seconds: number): AbortSignal {
	const late = new AbortController();
	const begin = () => {
		setTimeout(() => late.abort(signal.reason), seconds * 1000).unref();
	};
	if (signal.aborted) begin();
	else signal.addEventListener("abort", begin, { once: true });
	return late.signal;
}
