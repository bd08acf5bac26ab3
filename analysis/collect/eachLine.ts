import { open } from "node:fs/promises";

/** Takes one line, which stands in `bytes` from `start` until before `end`; false when it wants no more. */
export type TakeLine = (
	bytes: Buffer,
	start: number,
	end: number,
	/** Whether the line has an end; only the last of a file may have none. */
	ended: boolean,
) => boolean;

const lineEnd = 0x0a;
const bytesAtOnce = 1 << 20;

/** The lines of a file, one after the other, in memory that is used again: whoever takes one copies what it keeps. */
export async function eachLine(file: string, take: TakeLine): Promise<void> {
	const handle = await open(file);
	try {
		let buffer = Buffer.allocUnsafe(2 * bytesAtOnce);
		/** Until where the buffer is filled; what was there before its first line has been taken. */
		let filled = 0;
		for (;;) {
			if (buffer.length - filled < bytesAtOnce) {
				buffer = Buffer.concat([buffer], 2 * buffer.length);
			}
			const { bytesRead } = await handle.read(buffer, filled, bytesAtOnce);
			if (bytesRead === 0) break;
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
