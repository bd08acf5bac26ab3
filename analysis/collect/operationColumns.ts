import { stat } from "node:fs/promises";
import { type OperationRecord, operationRecord } from "../../schema/operation.ts";
import { type Piece, RecordColumns } from "../checker/recordColumns.ts";
import { type Part, partsOf } from "./eachLine.ts";
import { describeDamage, eachIntact } from "./ndjson.ts";
import { operationLines } from "./operationLines.ts";

/** Smaller files are read before a second thread has started. */
const largeBytes = 32 * 2 ** 20;
/**
 * Threads take one after the other, so that all of them end at about the same time, whatever else
 * each has to do.
 */
const partsOfLarge = 12;

/** Parts of an `operations.ndjson` that threads share. */
export type SharedParts = {
	file: string;
	parts: readonly Part[];
	/** How many of them have been taken, in memory that threads share. */
	taken: Int32Array;
};

/** What a part of an `operations.ndjson` holds up to its damage, as threads can send it. */
export type PartRead = Awaited<ReturnType<typeof readPart>>;

/** By position among the parts. */
export type PartsRead = Map<number, PartRead>;

/**
 * The records of an `operations.ndjson` by identity, in the order in which the file first names
 * them, up to its damage if there is any.
 *
 * @param readBeside reads parts of a large file at the same time
 */
export async function readOperationColumns(
	file: string,
	readBeside: (shared: SharedParts) => Promise<PartsRead>,
	/** From what size on a file is large, in bytes. */
	largeFrom = largeBytes,
): Promise<{ records: Map<string, RecordColumns>; damage: string | null }> {
	const { size } = await stat(file);
	const isLarge = size >= largeFrom;
	const shared: SharedParts = {
		file,
		parts: await partsOf(file, isLarge ? partsOfLarge : 1),
		taken: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
	};
	const [mine, others] = await Promise.all([readParts(shared), isLarge ? readBeside(shared) : []]);
	const read = new Map([...mine, ...others]);
	const records = new Map<string, RecordColumns>();
	let lines = 0;
	for (let i = 0; i < shared.parts.length; i++) {
		const { count, damage, pieces } = read.get(i) as PartRead;
		for (const [pod, more] of pieces) {
			const mine = records.get(pod) ?? new RecordColumns(pod);
			records.set(pod, mine);
			mine.pieces.push(...more);
		}
		// What comes after damage isn't the history's.
		if (damage !== null) {
			const inFile = { ...damage, line: lines + damage.line };
			return { records, damage: describeDamage(file, inFile) };
		}
		lines += count;
	}
	return { records, damage: null };
}

/** Reads one part after the other that no other thread has taken. */
export async function readParts({ file, parts, taken }: SharedParts): Promise<PartsRead> {
	const read: PartsRead = new Map();
	const quickly = operationLines();
	for (;;) {
		const i = Atomics.add(taken, 0, 1);
		const part = parts[i];
		if (part === undefined) return read;
		read.set(i, await readPart(file, part, quickly));
	}
}

async function readPart(file: string, part: Part, quickly: ReturnType<typeof operationLines>) {
	const records = new Map<string, RecordColumns>();
	const take = (record: OperationRecord) => {
		let mine = records.get(record.pod);
		if (mine === undefined) {
			mine = new RecordColumns(record.pod);
			records.set(record.pod, mine);
		}
		mine.push(record);
	};
	const read = await eachIntact(file, operationRecord, take, { quickly, part });
	const pieces = new Map<string, Piece[]>();
	for (const [pod, mine] of records) pieces.set(pod, mine.pieces);
	return { ...read, pieces };
}
