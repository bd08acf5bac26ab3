import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import type { z } from "zod";

/** What a file holds before its first line that isn't a record. */
export type Intact<T> = {
	records: T[];
	/** Names the file and that line; null where all lines are records. */
	damage: string | null;
};

/**
 * Records of an NDJSON file that is small enough, each checked against its schema, up to its damage if there is any. Whoever
 * writes these files writes whole lines: one without its end was cut off.
 *
 * @param name of the file, for naming the damage
 */
export async function readIntact<T>(
	file: string,
	schema: z.ZodType<T>,
	name = file,
): Promise<Intact<T>> {
	const records: T[] = [];
	let number = 0;
	for await (const line of linesOf(file)) {
		number++;
		const read = recordIn(line, schema);
		if ("record" in read) records.push(read.record);
		else return { records, damage: `${name}, line ${number}: ${read.wrong}.` };
	}
	return { records, damage: null };
}

type Line = { bytes: Buffer; ended: boolean };

function recordIn<T>(
	{ bytes, ended }: Line,
	schema: z.ZodType<T>,
): { record: T } | { wrong: string } {
	if (!ended) return { wrong: "the file ends within this line" };
	// Decoded as it is, a broken byte would become part of a state that no replica ever had.
	if (!isUtf8(bytes)) return { wrong: "this is not UTF-8" };
	const text = bytes.toString();
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return { wrong: `this is not JSON: ${printable(text.slice(0, 120))}` };
	}
	const result = schema.safeParse(value);
	if (result.success) return { record: result.data };
	return { wrong: oneLine(result.error) };
}

/** Control characters, which a terminal would obey, are replaced. */
function printable(text: string): string {
	return text.replaceAll(/\p{Cc}/gu, "\ufffd");
}

/** What a value has wrong, in one line. */
export function oneLine(error: z.ZodError): string {
	return error.issues
		.map(({ path, message }) =>
			path.length === 0 ? message : `"${path.join(".")}": ${message}`,
		)
		.join("; ");
}

const lineEnd = 0x0a;

async function* linesOf(file: string): AsyncGenerator<Line> {
	const rest: Buffer[] = [];
	const chunks = createReadStream(file, { highWaterMark: 1 << 20 });
	for await (const chunk of chunks as AsyncIterable<Buffer>) {
		let start = 0;
		for (;;) {
			const end = chunk.indexOf(lineEnd, start);
			if (end === -1) break;
			rest.push(chunk.subarray(start, end));
			yield { bytes: Buffer.concat(rest.splice(0)), ended: true };
			start = end + 1;
		}
		if (start < chunk.length) rest.push(chunk.subarray(start));
	}
	if (rest.length > 0) yield { bytes: Buffer.concat(rest), ended: false };
}
