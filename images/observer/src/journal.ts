import { createReadStream, createWriteStream } from "node:fs";
import { constants, type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ByteRange } from "./byteRange.ts";
import { lineEnd, readWholeLines, type WholeLines } from "./wholeLines.ts";

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
	return new Journal(file, path, { limitBytes, reserveBytes, found });
}

/** For whoever wants to look at it. There may be no room for it, and nothing needs it. */
async function keepDamaged(path: string, start: number): Promise<void> {
	await pipeline(createReadStream(path, { start }), createWriteStream(`${path}.damaged`)).catch(() => {});
}

interface JournalOptions {
	limitBytes: number;
	reserveBytes: number;
	/** What was in the file as it was opened, and what was cut off. */
	found: WholeLines;
}

/** An append-only file of JSON lines. */
export class Journal {
	readonly #file: FileHandle;
	readonly #path: string;
	readonly #options: JournalOptions;
	#lines: number;
	#written: number;
	#waiting: Waiting[] = [];
	#pending = 0;
	#writing: Promise<void> | null = null;
	#closed = false;
	#refusing = false;
	/** The file may hold more than `#written`: what a failed write left. */
	#isLonger = false;

	constructor(file: FileHandle, path: string, options: JournalOptions) {
		this.#file = file;
		this.#path = path;
		this.#options = options;
		this.#lines = options.found.lines;
		this.#written = options.found.bytes;
	}

	/**
	 * Takes a line at once and hands it to the file with everything else of the same turn; resolves
	 * when the file has it. Rejects when the file is full or can't be written: then the file has
	 * nothing of it.
	 */
	append(value: object): Promise<void> {
		return this.#append(value, this.#options.limitBytes);
	}

	/** The same for what must find room where others don't: it may use the reserve. */
	appendReserved(value: object): Promise<void> {
		return this.#append(value, this.#options.limitBytes + this.#options.reserveBytes);
	}

	/** What was in the file as it was opened, and what was cut off. */
	found(): WholeLines {
		return this.#options.found;
	}

	/** The last line that was to be stored wasn't. */
	refusing(): boolean {
		return this.#refusing;
	}

	lines(): number {
		return this.#lines;
	}

	/** Bytes that were taken and that the file doesn't have yet. */
	pendingBytes(): number {
		return this.#pending;
	}

	/** How long the file is that `read` reads. */
	writtenBytes(): number {
		return this.#written;
	}

	/** The file as far as it is written, whole lines only; or a part of that. */
	read({ first, last }: ByteRange = { first: 0, last: this.#written - 1 }): Readable {
		return first > last ? Readable.from([]) : createReadStream(this.#path, { start: first, end: last });
	}

	async close(): Promise<void> {
		this.#closed = true;
		await this.#writing;
		if (this.#isLonger) await this.#cutBack(this.#written).catch(() => {});
		await this.#file.close();
	}

	async #append(value: object, mostBytes: number): Promise<void> {
		const line = this.#lineOf(value);
		const bytes = Buffer.byteLength(line);
		if (this.#closed) throw this.#refusal("it is closed");
		if (bytes > longestLineBytes) throw this.#refusal("a line is longer than 1 MiB");
		if (this.#written + this.#pending + bytes > mostBytes) {
			this.#refusing = true;
			const { limitBytes } = this.#options;
			throw new Error(`${this.#path} is full: raise FILE_LIMIT_BYTES above ${limitBytes}, or record less.`);
		}
		this.#pending += bytes;
		return new Promise((resolve, reject) => {
			this.#waiting.push({ line, resolve, reject });
			this.#writing ??= this.#writeOut();
		});
	}

	#lineOf(value: object): string {
		try {
			return `${JSON.stringify(value)}\n`;
		} catch (cause) {
			throw this.#refusal(`what it was given is no JSON: ${(cause as Error).message}`);
		}
	}

	#refusal(reason: string): Error {
		return new Error(`${this.#path} doesn't take a line: ${reason}.`);
	}

	async #writeOut(): Promise<void> {
		// One turn of the event loop, so that what arrives together is written together.
		await new Promise((resume) => setImmediate(resume));
		while (this.#waiting.length > 0) {
			const batch = this.#waiting;
			this.#waiting = [];
			const bytes = Buffer.from(batch.map(({ line }) => line).join(""));
			const { wholeBytes, error } = await this.#write(bytes);
			this.#written += wholeBytes;
			this.#pending -= bytes.length;
			this.#refusing = error !== null;
			let end = 0;
			for (const { line, resolve, reject } of batch) {
				end += Buffer.byteLength(line);
				if (end <= wholeBytes) {
					this.#lines++;
					resolve();
				} else if (error) {
					reject(error);
				}
			}
		}
		this.#writing = null;
	}

	/**
	 * Writes whole lines, as many as there is room for: a disk that gets full takes a part of the
	 * next one, which is cut off again, at the latest before anything else is written.
	 */
	async #write(bytes: Buffer): Promise<{ wholeBytes: number; error: Error | null }> {
		let done = 0;
		try {
			if (this.#isLonger) await this.#cutBack(this.#written);
			while (done < bytes.length) {
				this.#isLonger = true;
				const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, this.#written + done);
				if (bytesWritten === 0) throw new Error("it takes no more bytes");
				done += bytesWritten;
			}
			this.#isLonger = false;
			return { wholeBytes: done, error: null };
		} catch (cause) {
			const wholeBytes = done === 0 ? 0 : bytes.lastIndexOf(lineEnd, done - 1) + 1;
			if (this.#isLonger) await this.#cutBack(this.#written + wholeBytes).catch(() => {});
			return { wholeBytes, error: new Error(`${this.#path} can't be written: ${(cause as Error).message}.`) };
		}
	}

	async #cutBack(length: number): Promise<void> {
		await this.#file.truncate(length);
		this.#isLonger = false;
	}
}
