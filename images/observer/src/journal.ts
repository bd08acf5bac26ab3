import { createReadStream } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ByteRange } from "./byteRange.ts";

/** An append-only file of JSON lines. */
export interface Journal {
	/**
	 * Takes a line at once and hands it to the file with everything else of the same turn; resolves when the file has it.
	 * Rejects when the file is full or can't be written.
	 */
	append(value: object): Promise<void>;
	lines(): number;
	/** Bytes that were taken and that the file doesn't have yet. */
	pendingBytes(): number;
	/** How long the file is that `read` reads. */
	writtenBytes(): number;
	/** The file as far as it is written, whole lines only; or a part of that. */
	read(range?: ByteRange): Readable;
	close(): Promise<void>;
}

interface Waiting {
	line: string;
	resolve: () => void;
	reject: (error: Error) => void;
}

/**
 * Opens a journal and shows each line that it holds already to `onLine`. A last line without its end, left by a
 * process that was killed, is cut off.
 */
export async function openJournal(
	path: string,
	limitBytes: number,
	onLine: (value: unknown) => void = () => {},
): Promise<Journal> {
	const file = await open(path, "a+");
	const found = await replay(path, onLine);
	await file.truncate(found.bytes);
	return journalOn(file, path, limitBytes, found);
}

async function replay(
	path: string,
	onLine: (value: unknown) => void,
): Promise<{ lines: number; bytes: number }> {
	let lines = 0;
	let bytes = 0;
	const { size } = await stat(path);
	const reader = createInterface({ input: createReadStream(path) });
	for await (const line of reader) {
		const end = bytes + Buffer.byteLength(line) + 1;
		if (end > size) break;
		onLine(JSON.parse(line));
		bytes = end;
		lines++;
	}
	return { lines, bytes };
}

function journalOn(
	file: FileHandle,
	path: string,
	limitBytes: number,
	start: { lines: number; bytes: number },
): Journal {
	let { lines, bytes: written } = start;
	let waiting: Waiting[] = [];
	let pending = 0;
	let writing: Promise<void> | null = null;

	async function writeOut(): Promise<void> {
		// One turn of the event loop, so that what arrives together is written together.
		await new Promise((resume) => setImmediate(resume));
		while (waiting.length > 0) {
			const batch = waiting;
			waiting = [];
			const bytes = Buffer.from(batch.map(({ line }) => line).join(""));
			try {
				await file.appendFile(bytes);
			} catch (cause) {
				const error = new Error(
					`${path} can't be written: ${(cause as Error).message}.`,
				);
				for (const { reject } of batch) reject(error);
				continue;
			} finally {
				pending -= bytes.length;
			}
			written += bytes.length;
			lines += batch.length;
			for (const { resolve } of batch) resolve();
		}
		writing = null;
	}

	return {
		append(value) {
			const line = `${JSON.stringify(value)}\n`;
			const bytes = Buffer.byteLength(line);
			if (written + pending + bytes > limitBytes) {
				return Promise.reject(
					new Error(
						`${path} is full: raise FILE_LIMIT_BYTES above ${limitBytes}, or record less.`,
					),
				);
			}
			pending += bytes;
			return new Promise((resolve, reject) => {
				waiting.push({ line, resolve, reject });
				writing ??= writeOut();
			});
		},
		lines: () => lines,
		pendingBytes: () => pending,
		writtenBytes: () => written,
		read: ({ first, last } = { first: 0, last: written - 1 }) =>
			first > last
				? Readable.from([])
				: createReadStream(path, { start: first, end: last }),
		async close() {
			await writing;
			await file.close();
		},
	};
}
