import type { Request, Response } from "../../request.ts";

/** How a store lies: the Byzantine fault of Lamport, Shostak and Pease, 1982. */
export type LieKind =
	/** A read is answered with a state that had been replaced, under the present revision. */
	| "older"
	/** A read is answered with a state that nobody wrote. */
	| "altered"
	/** A write is acknowledged and not done. */
	| "dropped"
	/** A write is done and acknowledged, and the one before it is done once more after it. */
	| "repeated";

export interface Lie {
	kind: LieKind;
	/** Whose state. */
	id: string;
	/** What is true. */
	instead: string;
	/** What was said, or is stored now. */
	said: string;
}

export interface LyingStoreOptions {
	/** Of the reads and writes of a state that could be lied about: 0 … 1. */
	rate: number;
	/** Uniform in [0, 1): equal streams give equal lies to equal requests. */
	random: () => number;
	onLie: (lie: Lie) => void;
}

/** A written state, and the revision that it got. */
type Write = { value: string; revision: string };

type Document = { _rev: string; value: string; [field: string]: unknown };

/**
 * A CouchDB that now and then lies about single documents; what it says otherwise is the honest
 * store's. It knows what was written through it, and writes as whoever asked it to.
 *
 * @param honest sends a request to the store
 */
export function lyingStore(honest: Request, { rate, random, onLie }: LyingStoreOptions): Request {
	const writes = new Map<string, Write[]>();

	function oneOf<T>(all: readonly T[]): T | undefined {
		return all[Math.floor(random() * all.length)];
	}

	function writesOf(key: string): Write[] {
		const found = writes.get(key) ?? [];
		writes.set(key, found);
		return found;
	}

	async function read(key: string, call: () => Promise<Response>) {
		const answer = await call();
		const document = answer.status === 200 ? documentIn(answer.text) : null;
		if (document === null || random() >= rate) return answer;
		const others = writesOf(key)
			.map(({ value }) => value)
			.filter((value) => value !== document.value);
		const kind = oneOf(others.length > 0 ? (["older", "altered"] as const) : (["altered"] as const));
		const said = kind === "older" ? (oneOf(others) as string) : altered(document.value);
		onLie({ kind: kind ?? "altered", id: idIn(key), instead: document.value, said });
		return { ...answer, text: JSON.stringify({ ...document, value: said }) };
	}

	async function write(key: string, body: string, call: (body: string) => Promise<Response>): Promise<Response> {
		const document = JSON.parse(body) as Document;
		const before = writesOf(key).at(-1);
		const wouldTake = (document._rev ?? null) === (before?.revision ?? null);
		const lies = wouldTake && random() < rate;
		const kind = lies ? oneOf(before ? (["dropped", "repeated"] as const) : (["dropped"] as const)) : null;
		if (kind === "dropped") {
			const id = idIn(key);
			const rev = `${numberOf(before?.revision) + 1}-${digits(random)}`;
			onLie({ kind, id, instead: document.value, said: before?.value ?? "nothing" });
			return { status: 201, text: JSON.stringify({ ok: true, id, rev }) };
		}
		const answer = await call(body);
		const revision = revisionIn(answer);
		if (revision === null) return answer;
		writesOf(key).push({ value: document.value, revision });
		if (kind === "repeated" && before) {
			const again = await call(JSON.stringify({ ...document, _rev: revision, value: before.value }));
			const repeated = revisionIn(again);
			if (repeated !== null) {
				writesOf(key).push({ value: before.value, revision: repeated });
				onLie({ kind, id: idIn(key), instead: document.value, said: before.value });
			}
		}
		return answer;
	}

	return async (method, url, options) => {
		const key = documentKey(url);
		if (key !== null && method === "GET") return read(key, () => honest(method, url, options));
		if (key !== null && method === "PUT" && options.body !== undefined) {
			return write(key, options.body, (body) => honest(method, url, { ...options, body }));
		}
		return honest(method, url, options);
	};
}

/** `/<database>/<id>`; null for anything but a document that is no part of CouchDB itself. */
function documentKey(url: string): string | null {
	const { pathname } = new URL(url);
	return /^\/[^/_][^/]*\/[^/_][^/]*$/.test(pathname) ? pathname : null;
}

function idIn(key: string): string {
	return decodeURIComponent(key.slice(key.lastIndexOf("/") + 1));
}

function documentIn(text: string): Document | null {
	const value = JSON.parse(text) as Partial<Document>;
	return typeof value.value === "string" && typeof value._rev === "string" ? (value as Document) : null;
}

/** Null where nothing was written. */
function revisionIn({ status, text }: Response): string | null {
	if (status !== 201) return null;
	return (JSON.parse(text) as { rev?: string }).rev ?? null;
}

/** Another text of the same length and alphabet. */
function altered(value: string): string {
	const first = value.startsWith("A") ? "B" : "A";
	return `${first}${value.slice(1)}`;
}

/** n of `n-…`. */
function numberOf(revision: string | undefined): number {
	return Number.parseInt(revision ?? "0", 10) || 0;
}

function digits(random: () => number): string {
	return Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join("");
}
