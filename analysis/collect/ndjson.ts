import { isUtf8 } from "node:buffer";
import type { z } from "zod";
import { parseJson } from "../../schema/zodError.ts";
import { eachLine, type Part, type TakeLine } from "./eachLine.ts";

/** What a file holds before its first line that isn't a record. */
export type Intact<T> = {
	records: T[];
	/** Names the file and that line; null where all lines are records. */
	damage: string | null;
};

/** Reads a line of the usual form, which its schema would accept; null for any other. */
export type ReadQuickly<T> = (bytes: Buffer, start: number, end: number) => T | null;

/**
 * Records of an NDJSON file that is small enough, each checked against its schema, up to its damage
 * if there is any. Whoever writes these files writes whole lines: one without its end was cut off.
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
	const { damage } = await eachIntact(file, schema, take, { quickly });
	return { records, damage: describeDamage(name, damage) };
}

/** A line that isn't a record: its number, from 1, and why it is none. */
type Damage = { line: number; wrong: string };

/** The same, one record after the other: tells how many there were before the damage. */
export async function eachIntact<T>(
	file: string,
	schema: z.ZodType<T>,
	take: (record: T) => void,
	{ quickly = () => null, part }: { quickly?: ReadQuickly<T> | undefined; part?: Part | undefined } = {},
): Promise<{ count: number; damage: Damage | null }> {
	let count = 0;
	let damage: Damage | null = null;
	const takeLine: TakeLine = (bytes, start, end, ended) => {
		let record = ended ? quickly(bytes, start, end) : null;
		if (record === null) {
			const read = recordIn(bytes.subarray(start, end), ended, schema);
			if ("wrong" in read) {
				damage = { line: count + 1, wrong: read.wrong };
				return false;
			}
			record = read.record;
		}
		take(record);
		count++;
		return true;
	};
	await eachLine(file, takeLine, part);
	return { count, damage };
}

/** In one sentence; null without any. */
export function describeDamage(name: string, damage: Damage | null): string | null {
	return damage && `${name}, line ${damage.line}: ${damage.wrong}.`;
}

function recordIn<T>(bytes: Buffer, ended: boolean, schema: z.ZodType<T>): { record: T } | { wrong: string } {
	if (!ended) return { wrong: "the file ends within this line" };
	// Decoded as it is, a broken byte would become part of a state that no replica ever had.
	if (!isUtf8(bytes)) return { wrong: "this is not UTF-8" };
	const text = bytes.toString();
	const read = parseJson(text, schema);
	if ("value" in read) return { record: read.value };
	return { wrong: read.isJson ? read.wrong : `this is not JSON: ${printable(text.slice(0, 120))}` };
}

/** Control characters, which a terminal would obey, are replaced; not the ends of lines. */
export function printable(text: string): string {
	return text.replaceAll(/(?!\n)\p{Cc}/gu, "\ufffd");
}
