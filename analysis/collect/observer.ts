import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { addressOf, causeOf, fetchWithin } from "./fetchWithin.ts";

/** An hour of 21 replicas at 10 updates a second is half a gigabyte. */
const downloadWithinSeconds = 300;

/**
 * Copies a file of the observer as it is now.
 *
 * @param name `operations.ndjson`, `events.ndjson` or `reads.ndjson`
 * @param observer base URL
 * @returns why only the start of it came, in one sentence; null where all of it did
 * @throws Error with one sentence when the observer doesn't answer, or when the copying is ended by
 *   `signal`
 */
export async function download(
	observer: string,
	name: string,
	file: string,
	signal?: AbortSignal,
): Promise<string | null> {
	const url = addressOf(observer, name);
	const response = await fetchWithin(url, downloadWithinSeconds, signal);
	try {
		const body = response.body ?? new Blob([]).stream();
		await pipeline(Readable.fromWeb(body), createWriteStream(file));
		return null;
	} catch (error) {
		const brokeOff = `${url} broke off: ${causeOf(error)}.`;
		if (signal?.aborted) throw new Error(brokeOff);
		return brokeOff;
	}
}
