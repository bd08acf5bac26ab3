import type { Request, Response } from "../../../request.ts";
import { jsonAnswer as answer, faultyRequest, type RequestFault } from "./faultyRequest.ts";

/** What goes wrong with one request. */
export type Fault =
	| RequestFault
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
	/** What happened to a document, oldest first. */
	updates(id: string): { value: string; revision: string }[];
	/** Another writer. */
	put(id: string, value: string): void;
	/** Loses everything, as a store in memory does when it restarts. */
	forget(): void;
	calls: string[];
}

/** Null in place of a body: deleted. */
type Documents = Map<string, { revision: string; body: Record<string, unknown> | null }>;

/** Larger documents are refused: CouchDB's default, in bytes. */
const largestDocument = 8_000_000;

/**
 * A CouchDB in a function, for tests: documents, revisions and refusals as a CouchDB 3.5.0 was
 * measured to have them. It takes a revision for a document that it doesn't know, as that does:
 * what lost everything is written on.
 *
 * It has no database until somebody makes one, or puts a document there.
 */
export function fakeCouch(
	nextFault: (method: string, url: string) => Fault | null = () => null,
	databases = new Map<string, Documents>(),
): FakeCouch {
	const log = new Map<string, { value: string; revision: string }[]>();
	const calls: string[] = [];

	function write(database: string, id: string, body: Record<string, unknown>, given: string | null): string {
		const documents = databases.get(database) ?? new Map();
		databases.set(database, documents);
		const revision = nextRevision(given);
		documents.set(id, { revision, body });
		const updates = log.get(id) ?? [];
		updates.push({ value: String(body.value), revision });
		log.set(id, updates);
		return revision;
	}

	function handle(method: string, url: URL, text: string | undefined) {
		const [, database = "", id] = url.pathname.split("/").map(decodeURIComponent);
		if (!/^[a-z][a-z0-9_$()+/-]*$/.test(database)) {
			return answer(400, {
				error: "illegal_database_name",
				reason: `Name: '${database}'. Only lowercase characters are allowed.`,
			});
		}
		const documents = databases.get(database);
		if (id === undefined) {
			if (documents) {
				return answer(412, {
					error: "file_exists",
					reason: "The database could not be created, the file already exists.",
				});
			}
			databases.set(database, new Map());
			return answer(201, { ok: true });
		}
		if (!documents) return noDatabase();
		const stored = documents.get(id);
		const body = stored?.body ?? null;
		if (id === "_all_docs") {
			const present = [...documents].filter(([, { body }]) => body !== null);
			return answer(200, { rows: present.map(([id]) => ({ id })) });
		}
		if (method === "GET") {
			return body
				? answer(200, { _id: id, _rev: stored?.revision, ...body })
				: answer(404, { error: "not_found", reason: stored ? "deleted" : "missing" });
		}
		const conflict = () => answer(409, { error: "conflict", reason: "Document update conflict." });
		if (method === "DELETE") {
			if (!body) return answer(404, { error: "not_found", reason: "missing" });
			const given = url.searchParams.get("rev");
			if (given !== stored?.revision) return conflict();
			const revision = nextRevision(given);
			documents.set(id, { revision, body: null });
			return answer(200, { ok: true, id, rev: revision });
		}
		if (!text) return answer(400, { error: "bad_request", reason: "invalid UTF-8 JSON" });
		if (text.length > largestDocument) {
			return answer(413, { error: "document_too_large", reason: id });
		}
		const { _rev, _id, ...content } = JSON.parse(text);
		const given = url.searchParams.get("rev") ?? _rev ?? null;
		if (body && stored?.revision !== given) return conflict();
		// A deleted document is made anew on top of its deletion.
		const base = given ?? stored?.revision ?? null;
		return answer(201, { ok: true, id, rev: write(database, id, content, base) });
	}

	function faultOf(method: string, url: string): Fault | null {
		const { pathname, search } = new URL(url);
		calls.push(`${method} ${pathname}${search}`);
		return nextFault(method, url);
	}

	return {
		calls,
		request: faultyRequest(handle, faultOf, failing),
		updates: (id) => log.get(id) ?? [],
		put(id, value) {
			const { revision = null } = databases.get("states")?.get(id) ?? {};
			write("states", id, { value, expires: null }, revision);
		},
		forget() {
			for (const documents of databases.values()) documents.clear();
		},
	};
}

const noDatabase = () => answer(404, { error: "not_found", reason: "Database does not exist." });

function failing(
	fault: Exclude<Fault, RequestFault>,
	{ method, url }: { method: string; url: URL },
	apply: () => Response,
): Response {
	switch (fault) {
		case "stranger":
			return noDatabase();
		case "came-back-empty":
			// Asked for all nodes' word, the one that has it answers, too.
			return method === "GET" && !url.searchParams.has("r")
				? answer(404, { error: "not_found", reason: "missing" })
				: apply();
		case "error":
		case "applied-error":
			if (fault === "applied-error") apply();
			return answer(500, { error: "unknown_error", reason: "undefined" });
		case "quorum-missed": {
			const { status, text } = apply();
			return { status: status === 201 ? 202 : status, text };
		}
	}
}

/** A CouchDB whose database was made with it, as a laboratory's is. */
export function fakeStateStore(nextFault?: (method: string, url: string) => Fault | null): FakeCouch {
	return fakeCouch(nextFault, new Map([["states", new Map()]]));
}

/** One generation after the one that was given; CouchDB derives the rest from the contents. */
function nextRevision(given: string | null): string {
	const generation = given === null ? 0 : Number.parseInt(given, 10);
	return `${generation + 1}-${"0".repeat(8)}`;
}
