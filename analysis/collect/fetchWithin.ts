/**
 * The most that a try at reaching a server of the lab may take, in seconds, until its answer
 * begins.
 */
const connectWithinSeconds = 10;
/** How often a server that doesn't answer is tried. */
const tries = 2;

/**
 * A successful answer. A server that can't be reached is tried once more: its node may be busy.
 *
 * @param limitSeconds for each try, including the answer's body
 * @throws Error with one sentence that names the server
 */
export async function fetchWithin(
	url: URL,
	limitSeconds: number,
	signal?: AbortSignal,
	init: RequestInit = {},
): Promise<Response> {
	let reason = "";
	for (let attempt = 0; attempt < tries; attempt++) {
		const connecting = new AbortController();
		const timer = setTimeout(() => connecting.abort(new Error("no answer in time")), connectWithinSeconds * 1000);
		const limits = [connecting.signal, AbortSignal.timeout(limitSeconds * 1000), ...(signal ? [signal] : [])];
		try {
			const response = await fetch(url, { ...init, signal: AbortSignal.any(limits) });
			if (response.ok) return response;
			const text = await response.text().catch(() => "");
			reason = `${response.status} ${text.slice(0, 200)}`.trim();
		} catch (error) {
			reason = causeOf(error);
		} finally {
			clearTimeout(timer);
		}
		if (signal?.aborted) break;
	}
	throw new Error(`${url.origin}${url.pathname} doesn't answer: ${reason}.`);
}

/** The address of what a server has below its base URL. */
export function addressOf(base: string, path: string): URL {
	return new URL(path, `${base.replace(/\/+$/, "")}/`);
}

/** The reason of a failed fetch, which hides it. */
export function causeOf(error: unknown): string {
	const { cause, message } = error as Error & { cause?: unknown };
	return cause instanceof Error ? cause.message || String(cause) : message;
}
