import { createReadStream, createWriteStream } from "node:fs";
import { constants, type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ByteRange } from "./byteRange.ts";
import { lineEnd, readWholeLines, type WholeLines } from "./wholeLines.ts";

/** An append-only file of JSON lines. */
export interface Journal {
	/**
	 * Takes a line at once and hands it to the file with everything else of the same turn; resolves
	 * when the file has it. Rejects when the file is full or can't be written: then the file has
	 * nothing of it.
	 */
	append(value: object): Promise<void>;
	/** The same for what must find room where others don't: it may use the reserve. */
	appendReserved(value: object): Promise<void>;
	/** What was in the file as it was opened, and what was cut off. */
	found(): WholeLines;
	/** The last line that was to be stored wasn't. */
	refusing(): boolean;
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

const longestLineBytes = 1024 * 1024;

/**
 * Opens a journal. What follows the last whole line before the first damage, be it half a line left
 * by a process that was killed, is cut off; unless it is short, a copy is left beside the file, in
 * `<path>.damaged`.
 *
 * @param onLine told of each line that the file holds already
 * @param reserveBytes kept beyond the limit for `appendReserved`
 */
export async function openJournal(
	path: string,
	limitBytes: number,
	onLine: (value: object) => void = () => {},
	reserveBytes = 0,
): Promise<Journal> {
	const file = await open(path, constants.O_RDWR | constants.O_CREAT);
	const found = await readWholeLines(path, longestLineBytes, onLine);
	if (found.damagedBytes > longestLineBytes / 16) await keepDamaged(path, found.bytes);
	await file.truncate(found.bytes);
	return journalOn(file, path, { limitBytes, reserveBytes, found });
}

/** For whoever wants to look at it. There may be no room for it, and nothing needs it. */
async function keepDamaged(path: string, start: number): Promise<void> {
	await pipeline(createReadStream(path, { start }), createWriteStream(`${path}.damaged`)).catch(() => {});
}

function journalOn(
	file: FileHandle,
	path: string,
	{ limitBytes, reserveBytes, found }: { limitBytes: number; reserveBytes: number; found: WholeLines },
): Journal {
	let lines = found.lines;
	let written = found.bytes;
	let waiting: Waiting[] = [];
	let pending = 0;
	let writing: Promise<void> | null = null;
	let closed = false;
	let refusing = false;
	/** The file may hold more than `written`: what a failed write left. */
	let isLonger = false;

	async function writeOut(): Promise<void> {
		// One turn of the event loop, so that what arrives together is written together.
		await new Promise((resume) => setImmediate(resume));
		while (waiting.length > 0) {
			const batch = waiting;
			waiting = [];
			const bytes = Buffer.from(batch.map(({ line }) => line).join(""));
			const { wholeBytes, error } = await write(bytes);
			written += wholeBytes;
			pending -= bytes.length;
			refusing = error !== null;
			let end = 0;
			for (const { line, resolve, reject } of batch) {
				end += Buffer.byteLength(line);
				if (end <= wholeBytes) {
					lines++;
					resolve();
				} else if (error) {
					reject(error);
				}
			}
		}
		writing = null;
	}

	/**
	 * Writes whole lines, as many as there is room for: a disk that gets full takes a part of the
	 * next one, which is cut off again, at the latest before anything else is written.
	 */
	async function write(bytes: Buffer): Promise<{ wholeBytes: number; error: Error | null }> {
		let done = 0;
		try {
			if (isLonger) await cutBack(written);
			while (done < bytes.length) {
				isLonger = true;
				const { bytesWritten } = await file.write(bytes, done, bytes.length - done, written + done);
				if (bytesWritten === 0) throw new Error("it takes no more bytes");
				done += bytesWritten;
			}
			isLonger = false;
			return { wholeBytes: done, error: null };
		} catch (cause) {
			const wholeBytes = done === 0 ? 0 : bytes.lastIndexOf(lineEnd, done - 1) + 1;
			if (isLonger) await cutBack(written + wholeBytes).catch(() => {});
			const error = new Error(`${path} can't be written: ${(cause as Error).message}.`);
			return { wholeBytes, error };
		}
	}

	async function cutBack(length: number): Promise<void> {
		await file.truncate(length);
		isLonger = false;
	}

	function append(value: object, mostBytes: number): Promise<void> {
		let line: string;
		try {
			line = `${JSON.stringify(value)}\n`;
		} catch (cause) {
			return refuse(`what it was given is no JSON: ${(cause as Error).message}`);
		}
		const bytes = Buffer.byteLength(line);
		if (closed) return refuse("it is closed");
		if (bytes > longestLineBytes) return refuse("a line is longer than 1 MiB");
		if (written + pending + bytes > mostBytes) {
			refusing = true;
			return Promise.reject(new Error(`${path} is full: raise FILE_LIMIT_BYTES above ${limitBytes}, or record less.`));
		}
		pending += bytes;
		return new Promise((resolve, reject) => {
			waiting.push({ line, resolve, reject });
			writing ??= writeOut();
		});
	}

	function refuse(reason: string): Promise<never> {
		return Promise.reject(new Error(`${path} doesn't take a line: ${reason}.`));
	}

	return {
		append: (value) => append(value, limitBytes),
		appendReserved: (value) => append(value, limitBytes + reserveBytes),
		found: () => found,
		refusing: () => refusing,
		lines: () => lines,
		pendingBytes: () => pending,
		writtenBytes: () => written,
		read: ({ first, last } = { first: 0, last: written - 1 }) =>
			first > last ? Readable.from([]) : createReadStream(path, { start: first, end: last }),
		async close() {
			closed = true;
			await writing;
			if (isLonger) await cutBack(written).catch(() => {});
			await file.close();
		},
	};
}
