import * as z from "zod/mini";
import { parseJson } from "../../../json.ts";
import { type Request, RequestFailed } from "../../../request.ts";
import { NotApplied } from "./outcome.ts";

/** What a document holds: what the study's has, and who wrote it. */
export interface Content {
	value: string;
	/** Unix milliseconds; null never expires. */
	expires: number | null;
	/** Mark of the write; null or absent where none is kept. */
	writer?: string | null;
}

export interface StoredDocument extends Content {
	revision: string;
	writer: string | null;
}

/** What became of one request, as far as its sender can know. */
export type Answer =
	/** 201: the write reached its quorum. */
	| { kind: "acknowledged"; revision: string }
	/** 202: the write was taken, its quorum was missed. */
	| { kind: "quorum-missed"; revision: string; reason: string }
	| { kind: "document"; document: StoredDocument }
	/** No node has the document. */
	| { kind: "missing" }
	/** 409 or 412: something else is stored than the request counts on. Certainly without effect. */
	| { kind: "conflict" }
	/** Certainly without effect; the same request again would end the same way. */
	| { kind: "refused"; reason: string }
	/** Certainly without effect; the same request again may do better. */
	| { kind: "unreachable"; reason: string }
	/** Sent, but not answered, or answered by a server's fault: it may have taken effect. */
	| { kind: "unknown"; reason: string };

export interface CouchDbServer {
	url: string;
	database: string;
	credentials: { user: string; password: string } | null;
}

const written = z.object({ rev: z.string() });
const document = z.object({
	_rev: z.string(),
	value: z.string(),
	expires: z.nullish(z.number()),
	writer: z.nullish(z.string()),
});
const allDocuments = z.object({ rows: z.array(z.object({ id: z.string() })) });
const failure = z.object({ error: z.optional(z.string()), reason: z.nullish(z.string()) });

/**
 * How many nodes keep a copy of each document, at most: CouchDB's default, and the chart's. More
 * than there are is no harm: CouchDB waits for those that live, and PouchDB Server ignores it.
 */
const copies = 3;

/**
 * The few calls of CouchDB's HTTP API that the central store needs, never retried here. Works with
 * CouchDB 3.5 and PouchDB Server, whose answers differ in content type and in the words of their
 * reasons. The database is made with the store, and never here: a node that knows of none isn't
 * part of the cluster (yet), and what it would make, empty.
 */
export interface CouchDb {
	/**
	 * Reads with the usual quorum, and where that knows of no document once more from all nodes, each
	 * within the time: two nodes that came back empty are a majority that knows nothing.
	 */
	read(id: string, timeoutSeconds: number): Promise<Answer>;
	write(id: string, content: Content, revision: string | null, timeoutSeconds: number): Promise<Answer>;
	remove(id: string, revision: string, timeoutSeconds: number): Promise<Answer>;
	listIds(timeoutSeconds: number): Promise<string[]>;
}

export function couchDb(server: CouchDbServer, send: Request): CouchDb {
	const base = `${server.url}/${encodeURIComponent(server.database)}`;
	const headers: Record<string, string> = { accept: "application/json" };
	if (server.credentials) {
		const { user, password } = server.credentials;
		headers.authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
	}

	async function request(method: string, url: string, timeoutSeconds: number, content?: object): Promise<Answer> {
		try {
			const { status, text } = await send(method, url, {
				timeoutSeconds,
				...(content === undefined
					? { headers }
					: {
							headers: { ...headers, "content-type": "application/json" },
							body: JSON.stringify(content),
						}),
			});
			return classify(method, status, text);
		} catch (error) {
			if (!(error instanceof RequestFailed)) throw error;
			return { kind: error.maybeSent ? "unknown" : "unreachable", reason: error.message };
		}
	}

	return {
		async read(id, timeoutSeconds) {
			const url = `${base}/${encodeURIComponent(id)}`;
			const answer = await request("GET", url, timeoutSeconds);
			return answer.kind === "missing" ? request("GET", `${url}?r=${copies}`, timeoutSeconds) : answer;
		},
		write: (id, content, revision, timeoutSeconds) =>
			request("PUT", `${base}/${encodeURIComponent(id)}`, timeoutSeconds, {
				_id: id,
				...(revision === null ? {} : { _rev: revision }),
				...content,
			}),
		remove: (id, revision, timeoutSeconds) =>
			request("DELETE", `${base}/${encodeURIComponent(id)}?rev=${encodeURIComponent(revision)}`, timeoutSeconds),
		async listIds(timeoutSeconds) {
			const { status, text } = await send("GET", `${base}/_all_docs`, { headers, timeoutSeconds });
			const listing = allDocuments.safeParse(parseJson(text));
			if (status !== 200 || !listing.success) {
				throw new NotApplied(`The central store didn't list ${base}: ${status}.`);
			}
			return listing.data.rows.map(({ id }) => id).filter((id) => !id.startsWith("_design/"));
		},
	};
}

/**
 * What an HTTP answer means. Only 201 acknowledges a write (a deletion: 200).
 *
 * @param method GET, PUT or DELETE
 * @param text the body, whatever its content type
 */
export function classify(method: string, status: number, text: string): Answer {
	const body = parseJson(text);
	const { error, reason } = failure.safeParse(body).data ?? {};
	const said = `${status}${error ? ` ${error}` : ""}${reason ? ` (${reason})` : ""}`;
	if (status === 200 && method === "GET") {
		const parsed = document.safeParse(body);
		return parsed.success
			? {
					kind: "document",
					document: {
						revision: parsed.data._rev,
						value: parsed.data.value,
						expires: parsed.data.expires ?? null,
						writer: parsed.data.writer ?? null,
					},
				}
			: { kind: "refused", reason: "the store's document is not a state" };
	}
	if (status === 201 || (status === 200 && method === "DELETE")) {
		const revision = written.safeParse(body).data?.rev ?? "";
		return { kind: "acknowledged", revision };
	}
	if (status === 202) {
		const revision = written.safeParse(body).data?.rev ?? "";
		return {
			kind: "quorum-missed",
			revision,
			reason: "202: taken, but not by a quorum of the store's nodes",
		};
	}
	if (status === 404) {
		// Any other 404 is of a node that denies the database, and says nothing of the document.
		return reason === "missing" || reason === "deleted" ? { kind: "missing" } : { kind: "unreachable", reason: said };
	}
	if (status === 409 || status === 412) return { kind: "conflict" };
	if (status === 429) return { kind: "unreachable", reason: said };
	if (status >= 400 && status < 500) return { kind: "refused", reason: said };
	return { kind: "unknown", reason: said };
}
