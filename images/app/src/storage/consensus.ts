import * as z from "zod/mini";
import { parseJson } from "../../../json.ts";
import { type Request, RequestFailed } from "../../../request.ts";

/** What a consensus replica answers. */
export type Answer =
	/** A read's text, or a write's, which a majority has. */
	| { kind: "ok"; text: string | null }
	/** Not written: another text than `previous` is stored. */
	| { kind: "conflict"; text: string | null }
	/** Certainly not applied; a later try may succeed. */
	| { kind: "unavailable"; reason: string }
	/** Certainly not applied, and no try will be. */
	| { kind: "refused"; reason: string }
	/** May have been applied. */
	| { kind: "unknown"; reason: string };

/** The interface of a consensus replica (Gschnitzer 2022, 4.4). */
export interface Consensus {
	read(key: string, timeoutSeconds: number): Promise<Answer>;
	/** Compare-and-set: writes only if `previous` is stored; null stands for nothing. */
	write(key: string, text: string | null, previous: string | null, timeoutSeconds: number): Promise<Answer>;
	/** Waits until the cluster has formed and serves this replica; a reason if it hasn't in time. */
	verify(waitSeconds: number): Promise<{ startedAt: number } | { reason: string }>;
}

const state = z.object({ state: z.nullable(z.string()) });
const unavailable = z.object({ error: z.string(), applied: z.optional(z.enum(["no", "unknown"])) });
const verification = z.object({ startedAt: z.number() });
/** The answer of a wait comes that much later at most. */
const slackSeconds = 2;

/**
 * @param url base URL of the consensus replica
 * @param token what it is shown; null where it is in the same Pod
 */
export function httpConsensus(url: string, send: Request, token: string | null = null): Consensus {
	const shown: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };

	async function call(method: "GET" | "PUT", path: string, timeoutSeconds: number, content?: object): Promise<Answer> {
		try {
			const { status, text } = await send(method, `${url}${path}`, {
				timeoutSeconds,
				...(content === undefined
					? { headers: shown }
					: {
							headers: { ...shown, "content-type": "application/json" },
							body: JSON.stringify(content),
						}),
			});
			return classify(method, status, text);
		} catch (error) {
			if (!(error instanceof RequestFailed)) throw error;
			return {
				kind: error.maybeSent && method === "PUT" ? "unknown" : "unavailable",
				reason: error.message,
			};
		}
	}

	return {
		read: (key, timeoutSeconds) => call("GET", `/api/v1/state/${encodeURIComponent(key)}`, timeoutSeconds),
		write: (key, text, previous, timeoutSeconds) =>
			call("PUT", "/api/v1/state", timeoutSeconds, { identifier: key, state: text, previous }),
		async verify(waitSeconds) {
			try {
				const { status, text } = await send("GET", `${url}/api/v1/cp/verify?waitSeconds=${waitSeconds}`, {
					headers: shown,
					timeoutSeconds: waitSeconds + slackSeconds,
				});
				const body = parseJson(text);
				const found = z.safeParse(verification, body);
				if (status === 200 && found.success) return found.data;
				return { reason: sentence(status, body) };
			} catch (error) {
				if (!(error instanceof RequestFailed)) throw error;
				return { reason: error.message };
			}
		},
	};
}

/** What an HTTP answer means. Only 200 acknowledges a write. */
export function classify(method: "GET" | "PUT", status: number, text: string): Answer {
	const body = parseJson(text);
	const found = z.safeParse(state, body);
	if ((status === 200 || status === 409) && found.success) {
		return { kind: status === 200 ? "ok" : "conflict", text: found.data.state };
	}
	const reason = sentence(status, body);
	if (status >= 400 && status < 500) return { kind: "refused", reason };
	const said = z.safeParse(unavailable, body);
	const notApplied = method === "GET" || (status === 503 && said.success && said.data.applied === "no");
	return { kind: notApplied ? "unavailable" : "unknown", reason };
}

function sentence(status: number, body: unknown): string {
	const said = z.safeParse(unavailable, body);
	return said.success ? `${status} ${said.data.error}` : String(status);
}
