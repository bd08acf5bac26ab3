import { isUtf8 } from "node:buffer";
import type { z } from "zod";
import { eachLine } from "./eachLine.ts";

/** What a file holds before its first line that isn't a record. */
export type Intact<T> = {
	records: T[];
	/** Names the file and that line; null where all lines are records. */
	damage: string | null;
};

/** Reads a line of the usual form, which its schema would accept; null for any other. */
export type ReadQuickly<T> = (
	bytes: Buffer,
	start: number,
	end: number,
) => T | null;

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
	quickly?: ReadQuickly<T>,
): Promise<Intact<T>> {
	const records: T[] = [];
	const take = (record: T) => records.push(record);
	const damage = await eachIntact(file, schema, take, { name, quickly });
	return { records, damage };
}

/** The same, one record after the other: gives the damage. */
export async function eachIntact<T>(
	file: string,
	schema: z.ZodType<T>,
	take: (record: T) => void,
	{
		name = file,
		quickly = () => null,
	}: { name?: string; quickly?: ReadQuickly<T> | undefined } = {},
): Promise<Intact<T>["damage"]> {
	let lines = 0;
	let damage: Intact<T>["damage"] = null;
	await eachLine(file, (bytes, start, end, ended) => {
		lines++;
		const quick = ended ? quickly(bytes, start, end) : null;
		if (quick !== null) {
			take(quick);
			return true;
		}
		const read = recordIn(bytes.subarray(start, end), ended, schema);
		if ("record" in read) {
			take(read.record);
			return true;
		}
		damage = `${name}, line ${lines}: ${read.wrong}.`;
		return false;
	});
	return damage;
}

function recordIn<T>(
	bytes: Buffer,
	ended: boolean,
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
