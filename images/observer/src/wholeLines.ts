import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

/** What a file of JSON lines holds before its first damage. */
export interface WholeLines {
	lines: number;
	/** How long they are, with their ends. */
	bytes: number;
	/** What follows them: half a line, or anything that isn't a JSON object, and all after that. */
	damagedBytes: number;
}

export const lineEnd = 0x0a;

/**
 * Shows each object to `onValue`, up to the first damage. Lines end at byte 0x0a and nowhere else:
 * JSON takes U+2028, U+2029 and others that readers of lines take for an end.
 *
 * @param longestLineBytes a longer line is damage, so that a file of zeros isn't held in memory
 */
export async function readWholeLines(
	path: string,
	longestLineBytes: number,
	onValue: (value: object) => void,
): Promise<WholeLines> {
	const { size } = await stat(path);
	let lines = 0;
	let bytes = 0;
	let rest: Buffer[] = [];
	let restBytes = 0;
	const result = () => ({ lines, bytes, damagedBytes: size - bytes });

	for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
		let start = 0;
		for (;;) {
			const end = chunk.indexOf(lineEnd, start);
			const part = chunk.subarray(start, end === -1 ? undefined : end);
			restBytes += part.length;
			if (restBytes > longestLineBytes) return result();
			if (end === -1) {
				rest.push(part);
				break;
			}
			const line = rest.length === 0 ? part : Buffer.concat([...rest, part]);
			const value = objectIn(line);
			if (value === null) return result();
			onValue(value);
			lines++;
			bytes += line.length + 1;
			rest = [];
			restBytes = 0;
			start = end + 1;
		}
	}
	return result();
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function objectIn(line: Buffer): object | null {
	try {
		const value: unknown = JSON.parse(utf8.decode(line));
		return typeof value === "object" && !Array.isArray(value) ? value : null;
	} catch {
		return null;
	}
}
