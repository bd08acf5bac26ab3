import type { z } from "zod";
import { parseJson } from "../../schema/zodError.ts";
import { addressOf, causeOf } from "../collect/fetchWithin.ts";

/** The observer can't be asked just now; what was to be had is still to be had. */
export class Unanswered extends Error {}

/** A file of the observer that grows, and of which nothing is read twice. */
export interface Followed<T> {
	/**
	 * The records that were added since the last call.
	 *
	 * @throws Unanswered when the observer doesn't answer
	 * @throws Error with one sentence when what it answers isn't what it should be
	 */
	news(signal: AbortSignal): Promise<T[]>;
}

export type FollowOptions = {
	/**
	 * Where to begin: so many bytes before the file's end as it is at first. Absent: at its start.
	 */
	lastBytes?: number;
	/** The most that is asked for at once. */
	pageBytes?: number;
};

const answerWithinSeconds = 5;
/**
 * Far more than a lab writes in the second between two calls; a longer backlog is caught up with in
 * the calls that follow.
 */
const mostPages = 16;
const lineEnd = 0x0a;

/**
 * Follows a file by asking for the bytes that aren't known yet.
 *
 * @param name `operations.ndjson` or `events.ndjson`
 * @param observer base URL
 */
export function follow<T>(
	observer: string,
	name: string,
	schema: z.ZodType<T>,
	{ lastBytes, pageBytes = 1 << 20 }: FollowOptions = {},
): Followed<T> {
	const url = addressOf(observer, name);
	/** Bytes of the file that are known; null: not asked yet, and not to begin at its start. */
	let known: number | null = lastBytes === undefined ? 0 : null;
	let rest = Buffer.alloc(0);

	function recordsIn(page: Page): T[] {
		let { bytes } = page;
		// Whoever begins in the middle of a file most likely begins in the middle of a line.
		if (known === null && page.first > 0) {
			const start = bytes.indexOf(lineEnd) + 1;
			bytes = bytes.subarray(start === 0 ? bytes.length : start);
		}
		known = page.first + page.bytes.length;
		const whole = Buffer.concat([rest, bytes]);
		const end = whole.lastIndexOf(lineEnd) + 1;
		rest = whole.subarray(end);
		return whole
			.subarray(0, end)
			.toString()
			.split("\n")
			.filter((line) => line !== "")
			.map((line) => parsed(line, schema, url));
	}

	return {
		async news(signal) {
			const records: T[] = [];
			for (let count = 0; count < mostPages; count++) {
				const range = known === null ? `-${lastBytes}` : `${known}-${known + pageBytes - 1}`;
				const page = await pageOf(url, range, signal).catch((error) => {
					// What came before is handed out, and the same page asked for again.
					if (error instanceof Unanswered && records.length > 0) return null;
					throw error;
				});
				if (page === null) break;
				if (page.sizeBytes < (known ?? 0)) {
					throw new Error(`${url} began anew: the lab was brought up again. Begin to watch it again, too.`);
				}
				if (page.bytes.length === 0) {
					known ??= page.sizeBytes;
					break;
				}
				records.push(...recordsIn(page));
				if ((known ?? 0) >= page.sizeBytes) break;
			}
			return records;
		},
	};
}

type Page = {
	/** Position of the first byte in the file. */
	first: number;
	bytes: Buffer;
	/** How long the whole file is. */
	sizeBytes: number;
};

async function pageOf(url: URL, range: string, signal: AbortSignal): Promise<Page> {
	let response: Response;
	let bytes: Buffer;
	try {
		response = await fetch(url, {
			headers: { range: `bytes=${range}` },
			signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinSeconds * 1000)]),
		});
		// A whole file, which may be long, is not wanted.
		if (response.status === 200) await response.body?.cancel();
		bytes = response.status === 206 ? Buffer.from(await response.arrayBuffer()) : Buffer.alloc(0);
	} catch (error) {
		signal.throwIfAborted();
		throw new Unanswered(`${url} doesn't answer: ${causeOf(error)}. Is the lab still up?`);
	}
	const { status } = response;
	const [, first = "0", size] =
		/^bytes (?:(\d+)-\d+|\*)\/(\d+)$/.exec(response.headers.get("content-range") ?? "") ?? [];
	if (size !== undefined && (status === 206 || status === 416)) {
		return { first: Number(first), bytes, sizeBytes: Number(size) };
	}
	if (status >= 500) {
		throw new Unanswered(`${url} doesn't answer: status ${status}. Is the lab still up?`);
	}
	throw new Error(
		`${url} can't be followed (status ${status}): the lab's observer is of another version. Run "npm run setup" and bring the stack up anew.`,
	);
}

function parsed<T>(line: string, schema: z.ZodType<T>, url: URL): T {
	const read = parseJson(line, schema);
	if ("value" in read) return read.value;
	if (!read.isJson) throw new Error(`${url}: a line is not JSON: ${line.slice(0, 120)}`);
	throw new Error(`${url}: a line is not what this version of Holdfast expects: ${read.wrong}.`);
}
