import { open } from "node:fs/promises";

/**
 * Takes one line, which stands in `bytes` from `start` until before `end`; false when it wants no
 * more.
 */
export type TakeLine = (
	bytes: Buffer,
	start: number,
	end: number,
	/** Whether the line has an end; only the last of a file may have none. */
	ended: boolean,
) => boolean;

const lineEnd = 0x0a;
const bytesAtOnce = 1 << 20;

/** From one byte of a file until before another, both where a line starts. */
export type Part = { start: number; end: number };

const wholeFile: Part = { start: 0, end: Number.POSITIVE_INFINITY };

/**
 * The lines of a file, one after the other, in memory that is used again: whoever takes one copies
 * what it keeps.
 */
export async function eachLine(file: string, take: TakeLine, part: Part = wholeFile): Promise<void> {
	const handle = await open(file);
	try {
		let at = part.start;
		let buffer = Buffer.allocUnsafe(2 * bytesAtOnce);
		/** Until where the buffer is filled; what was there before its first line has been taken. */
		let filled = 0;
		for (;;) {
			if (buffer.length - filled < bytesAtOnce) {
				buffer = Buffer.concat([buffer], 2 * buffer.length);
			}
			const wanted = Math.min(bytesAtOnce, part.end - at);
			const { bytesRead } = await handle.read(buffer, filled, wanted, at);
			if (bytesRead === 0) break;
			at += bytesRead;
			// What was there before has no line end in it.
			let end = buffer.indexOf(lineEnd, filled);
			filled += bytesRead;
			let start = 0;
			while (end !== -1 && end < filled) {
				if (!take(buffer, start, end, true)) return;
				start = end + 1;
				end = buffer.indexOf(lineEnd, start);
			}
			buffer.copyWithin(0, start, filled);
			filled -= start;
		}
		if (filled > 0) take(buffer, 0, filled, false);
	} finally {
		await handle.close();
	}
}

/** A file in so many parts of about the same size, in their order. */
export async function partsOf(file: string, count: number): Promise<Part[]> {
	const handle = await open(file);
	try {
		const { size } = await handle.stat();
		const buffer = Buffer.alloc(bytesAtOnce);
		const parts: Part[] = [];
		for (let i = 1, start = 0; i <= count; i++) {
			const end =
				i === count ? Number.POSITIVE_INFINITY : Math.max(start, await lineAfter(Math.floor((size * i) / count)));
			parts.push({ start, end });
			start = end;
		}
		return parts;

		/** Where the first line starts after a byte, or the file ends. */
		async function lineAfter(byte: number): Promise<number> {
			for (let at = byte; ; at += buffer.length) {
				const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
				const end = buffer.subarray(0, bytesRead).indexOf(lineEnd);
				if (end !== -1) return at + end + 1;
				if (bytesRead === 0) return at;
			}
		}
	} finally {
		await handle.close();
	}
}
