import { type Request, RequestFailed } from "../../../request.ts";

/** What goes wrong with one request. */
export type Fault =
	/** The server never sees it. */
	| "refused"
	/** The server does what it says, the answer is lost. */
	| "applied-lost"
	/** Neither arrives, and nobody knows. */
	| "dropped-lost"
	/** Given up by its sender, yet done later: two requests later. */
	| "late"
	/** Delivered twice, as by a proxy that repeats it; the second answer is the one that arrives. */
	| "twice"
	/** A node that is no member (yet) answers: it knows of no database. */
	| "stranger"
	/** Nodes that came back empty are a quorum: they know of no document. */
	| "came-back-empty"
	/** Applied, answered 202. */
	| "quorum-missed"
	/** 500 before anything is done. */
	| "error"
	/** 500 after it was done. */
	| "applied-error";

export interface FakeCouch {
	request: Request;
	/** What happened to a document, oldest first; revisions count from 1. */
	updates(id: string): { value: string; revision: string }[];
	/** Another writer. */
	put(id: string, value: string): void;
	/** Loses everything, as a store in memory does when it restarts. */
	forget(): void;
	calls: string[];
}

type Documents = Map<
	string,
	{ revision: string; body: Record<string, unknown> }
>;

/**
 * A CouchDB in a function, for tests: documents, revisions and conflicts as CouchDB 3.5 has them.
 *
 * @param database made with the store; null: a node that has none
 */
export function fakeCouch(
	nextFault: (method: string, url: string) => Fault | null = () => null,
	database: string | null = "states",
): FakeCouch {
	const databases = new Map<string, Documents>();
	if (database !== null) databases.set(database, new Map());
	const log = new Map<string, { value: string; revision: string }[]>();
	const calls: string[] = [];
	const late: { requestsLeft: number; apply: () => void }[] = [];
	let counter = 0;

	const answer = (status: number, body: object) => ({
		status,
		text: JSON.stringify(body),
	});

	const noDatabase = () =>
		answer(404, { error: "not_found", reason: "Database does not exist." });

	function write(
		database: string,
		id: string,
		body: Record<string, unknown>,
	): string {
		const documents = databases.get(database) ?? new Map();
		databases.set(database, documents);
		const revision = `${++counter}-${"0".repeat(8)}`;
		documents.set(id, { revision, body });
		const updates = log.get(id) ?? [];
		updates.push({ value: String(body.value), revision });
		log.set(id, updates);
		return revision;
	}

	function handle(method: string, url: URL, text: string | undefined) {
		const [, database = "", id] = url.pathname
			.split("/")
			.map(decodeURIComponent);
		const documents = databases.get(database);
		if (id === undefined) {
			if (documents)
				return answer(412, { error: "file_exists", reason: "exists" });
			databases.set(database, new Map());
			return answer(201, { ok: true });
		}
		if (!documents) return noDatabase();
		if (id === "_all_docs") {
			return answer(200, { rows: [...documents.keys()].map((id) => ({ id })) });
		}
		const stored = documents.get(id);
		if (method === "GET") {
			return stored
				? answer(200, { _id: id, _rev: stored.revision, ...stored.body })
				: answer(404, { error: "not_found", reason: "missing" });
		}
		const { _rev, _id, ...body } = JSON.parse(text ?? "{}");
		const given = url.searchParams.get("rev") ?? _rev ?? null;
		if (stored && stored.revision !== given) {
			return answer(409, {
				error: "conflict",
				reason: "Document update conflict.",
			});
		}
		if (method === "DELETE") {
			documents.delete(id);
			return answer(200, { ok: true, id, rev: `${++counter}-f` });
		}
		return answer(201, { ok: true, id, rev: write(database, id, body) });
	}

	return {
		calls,
		async request(method, url, { body }) {
			await null;
			const target = new URL(url);
			calls.push(`${method} ${target.pathname}${target.search}`);
			const fault = nextFault(method, url);
			for (const pending of late) pending.requestsLeft--;
			while (late[0] && late[0].requestsLeft < 0) late.shift()?.apply();
			switch (fault) {
				case "late":
					late.push({
						requestsLeft: 2,
						apply: () => handle(method, target, body),
					});
					throw new RequestFailed("no answer within 1 s", true);
				case null:
					return handle(method, target, body);
				case "refused":
					throw new RequestFailed("ECONNREFUSED", false);
				case "dropped-lost":
					throw new RequestFailed("no answer within 1 s", true);
				case "twice":
					handle(method, target, body);
					return handle(method, target, body);
				case "stranger":
					return noDatabase();
				case "came-back-empty":
					// Asked for all nodes' word, the one that has it answers, too.
					return method === "GET" && !target.searchParams.has("r")
						? answer(404, { error: "not_found", reason: "missing" })
						: handle(method, target, body);
				case "applied-lost":
					handle(method, target, body);
					throw new RequestFailed("ECONNRESET", true);
				case "error":
					return answer(500, { error: "unknown_error", reason: "undefined" });
				case "applied-error":
					handle(method, target, body);
					return answer(500, { error: "unknown_error", reason: "undefined" });
				case "quorum-missed": {
					const { status, text } = handle(method, target, body);
					return { status: status === 201 ? 202 : status, text };
				}
			}
		},
		updates: (id) => log.get(id) ?? [],
		put(id, value) {
			write("states", id, { value, expires: null });
		},
		forget() {
			for (const documents of databases.values()) documents.clear();
		},
	};
}
