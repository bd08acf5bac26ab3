import { type Request, RequestFailed, type Response } from "../../../request.ts";

/** What goes wrong on the way to a server, for tests. */
export type RequestFault =
	/** Nobody listens. */
	| "refused"
	/** Done, the answer is lost. */
	| "applied-lost"
	/** Not done, and nobody knows. */
	| "dropped-lost"
	/** Given up by its sender, yet done later: two requests later. */
	| "late"
	/** Delivered twice, as by a proxy that repeats it; the second answer is the one that arrives. */
	| "twice";

/**
 * Requests to a server in a function.
 *
 * @param respond the server: does what is asked
 * @param nextFault of the next request; `own` says what comes of those that are the server's
 */
export function faultyRequest<Own extends string = never>(
	respond: (method: string, url: URL, body: string | undefined) => Response,
	nextFault: (method: string, url: string) => RequestFault | Own | null,
	own?: (fault: Own, request: { method: string; url: URL }, respond: () => Response) => Response,
): Request {
	const late: { requestsLeft: number; apply: () => void }[] = [];
	return async (method, url, { body }) => {
		await null;
		const target = new URL(url);
		const apply = () => respond(method, target, body);
		const fault = nextFault(method, url);
		for (const pending of late) pending.requestsLeft--;
		while (late[0] && late[0].requestsLeft < 0) late.shift()?.apply();
		switch (fault) {
			case null:
				return apply();
			case "refused":
				throw new RequestFailed("ECONNREFUSED", false);
			case "dropped-lost":
				throw new RequestFailed("no answer within 1 s", true);
			case "late":
				late.push({ requestsLeft: 2, apply });
				throw new RequestFailed("no answer within 1 s", true);
			case "applied-lost":
				apply();
				throw new RequestFailed("ECONNRESET", true);
			case "twice":
				apply();
				return apply();
			default:
				return own?.(fault as Own, { method, url: target }, apply) ?? apply();
		}
	};
}

export function jsonAnswer(status: number, body: object): Response {
	return { status, text: JSON.stringify(body) };
}
