import { once } from "node:events";
import { stat } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import { type Piece, RecordColumns } from "../checker/recordColumns.ts";
import { type OperationRecord, operationRecord } from "../schema/operation.ts";
import { halves, type Part } from "./eachLine.ts";
import { describeDamage, eachIntact } from "./ndjson.ts";
import { operationLines } from "./operationLines.ts";

/** Smaller files are read before a second thread has started. */
const largeBytes = 32 * 2 ** 20;

/** What a part of an `operations.ndjson` holds up to its damage, as threads can send it. */
export type PartRead = Awaited<ReturnType<typeof readPart>>;

/**
 * The records of an `operations.ndjson` by identity, in the order in which the file first names them, up to its damage if there is any. Of a
 * large file a second thread reads one half.
 */
export async function readOperationColumns(
	file: string,
	{
		/** From what size on a file is large, in bytes. */
		partsFrom = largeBytes,
		readBeside = readPartBeside,
	} = {},
): Promise<{ records: Map<string, RecordColumns>; damage: string | null }> {
	const records = new Map<string, RecordColumns>();
	const add = ({ pieces }: PartRead) => {
		for (const [pod, more] of pieces) {
			const mine = records.get(pod) ?? new RecordColumns(pod);
			records.set(pod, mine);
			for (const piece of more) mine.pieces.push(piece);
		}
	};
	const { size } = await stat(file);
	if (size < partsFrom) {
		const whole = await readPart(file);
		add(whole);
		return { records, damage: describeDamage(file, whole.damage) };
	}
	const [firstHalf, secondHalf] = await halves(file);
	const [first, second] = await Promise.all([
		readPart(file, firstHalf),
		readBeside(file, secondHalf),
	]);
	add(first);
	// What comes after damage isn't the history's.
	if (first.damage !== null) {
		return { records, damage: describeDamage(file, first.damage) };
	}
	add(second);
	const damage = second.damage && {
		...second.damage,
		line: first.count + second.damage.line,
	};
	return { records, damage: describeDamage(file, damage) };
}

export async function readPart(file: string, part?: Part) {
	const records = new Map<string, RecordColumns>();
	const take = (record: OperationRecord) => {
		let mine = records.get(record.pod);
		if (mine === undefined) {
			mine = new RecordColumns(record.pod);
			records.set(record.pod, mine);
		}
		mine.push(record);
	};
	const read = await eachIntact(file, operationRecord, take, {
		quickly: operationLines(),
		part,
	});
	const pieces = new Map<string, Piece[]>();
	for (const [pod, mine] of records) pieces.set(pod, mine.pieces);
	return { ...read, pieces };
}

async function readPartBeside(file: string, part: Part): Promise<PartRead> {
	const thread = new Worker(
		new URL("./operationColumnsThread.ts", import.meta.url),
		{ workerData: { file, part } },
	);
	const [read] = await once(thread, "message");
	return read as PartRead;
}
