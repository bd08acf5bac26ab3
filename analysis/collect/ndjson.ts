import { createReadStream } from "node:fs";
import type { z } from "zod";

/**
 * Records of an NDJSON file, one after the other, each checked against its schema. A last line without a line end is
 * left out: its writer wasn't done with it when the file was read.
 *
 * @param name of the file, for errors
 * @throws Error that names the file and the line which isn't what it should be
 */
export async function* readNdjson<T>(
	file: string,
	schema: z.ZodType<T>,
	name = file,
): AsyncGenerator<T> {
	let number = 0;
	for await (const line of wholeLines(file)) {
		number++;
		if (line === "") continue;
		yield parseLine(line, schema, `${name}, line ${number}`);
	}
}

/** What a file holds before its first line that isn't a record. */
export type Intact<T> = {
	records: T[];
	/** Names the file and that line; null where all lines are records. */
	damage: string | null;
};

/** Records of a small enough file, up to its damage if there is any. */
export async function readIntact<T>(
	file: string,
	schema: z.ZodType<T>,
	name = file,
): Promise<Intact<T>> {
	const records: T[] = [];
	try {
		for await (const record of readNdjson(file, schema, name)) {
			records.push(record);
		}
	} catch (error) {
		if (!(error instanceof DamagedLine)) throw error;
		return { records, damage: error.message };
	}
	return { records, damage: null };
}

/** A line that isn't a record. */
class DamagedLine extends Error {}

function parseLine<T>(line: string, schema: z.ZodType<T>, where: string): T {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		throw new DamagedLine(`${where}: this is not JSON: ${line.slice(0, 120)}`);
	}
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	throw new DamagedLine(`${where}: ${oneLine(result.error)}.`);
}

/** What a value has wrong, in one line. */
export function oneLine(error: z.ZodError): string {
	return error.issues
		.map(({ path, message }) =>
			path.length === 0 ? message : `"${path.join(".")}": ${message}`,
		)
		.join("; ");
}

async function* wholeLines(file: string): AsyncGenerator<string> {
	let rest = "";
	for await (const chunk of createReadStream(file, {
		encoding: "utf8",
		highWaterMark: 1 << 20,
	})) {
		const lines = (rest + chunk).split("\n");
		rest = lines.pop() as string;
		yield* lines;
	}
}
