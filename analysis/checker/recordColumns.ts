import { type OperationRecord, operationRecord } from "../schema/operation.ts";

/**
 * Records of one identity, field by field. They take half the memory of as many objects, and the garbage collector has nothing to do with them:
 * with an hour's history of many identities it would be busy for longer than judging takes. Whoever asks for the records gets them made anew.
 */
export class RecordColumns implements Iterable<OperationRecord> {
	readonly #pod: string;
	/** Plain data, whose numbers threads share. Columns that grew would be copied again and again: these don't. */
	readonly pieces: Piece[];

	constructor(pod: string, pieces: readonly Piece[] = []) {
		this.#pod = pod;
		this.pieces = [...pieces];
	}

	get length(): number {
		return this.pieces.reduce((sum, { length }) => sum + length, 0);
	}

	/** @param record of this identity */
	push(record: OperationRecord): void {
		let piece = this.pieces.at(-1);
		if (piece === undefined || piece.length === pieceLength) {
			piece = emptyPiece();
			this.pieces.push(piece);
		}
		put(record, piece);
	}

	*[Symbol.iterator](): Generator<OperationRecord> {
		for (const piece of this.pieces) {
			for (let i = 0; i < piece.length; i++) {
				yield recordAt(i, piece, this.#pod);
			}
		}
	}
}

const pieceLength = 2048;
/** Stands for what a record lacks. */
const none = -1;
const types = operationRecord.shape.type.options;
const kinds = operationRecord.shape.kind.options;

/** Some records in a row. */
export type Piece = ReturnType<typeof emptyPiece>;

function emptyPiece() {
	const memory = new SharedArrayBuffer(pieceLength * bytesOfRecord);
	let taken = 0;
	const column = <Column>(type: ColumnType<Column>): Column => {
		const offset = taken;
		taken += pieceLength * type.BYTES_PER_ELEMENT;
		return new type(memory, offset, pieceLength);
	};
	return {
		length: 0,
		process: column(Float64Array),
		number: column(Float64Array),
		operation: column(Float64Array),
		index: column(Float64Array),
		intended: column(Float64Array),
		time: column(Float64Array),
		received: column(Float64Array),
		state: emptyTexts(column(Int16Array)),
		revision: emptyTexts(column(Int16Array)),
		type: column(Uint8Array),
		kind: column(Uint8Array),
		/** Few records have one. */
		errors: new Map<number, string>(),
	};
}

const bytesOfRecord =
	7 * Float64Array.BYTES_PER_ELEMENT +
	2 * Int16Array.BYTES_PER_ELEMENT +
	2 * Uint8Array.BYTES_PER_ELEMENT;

type ColumnType<Column> = {
	BYTES_PER_ELEMENT: number;
	new (memory: SharedArrayBuffer, offset: number, length: number): Column;
};

function put(record: OperationRecord, piece: Piece): void {
	const i = piece.length++;
	piece.process[i] = record.process;
	piece.number[i] = record.number;
	piece.operation[i] = record.operation;
	piece.type[i] = types.indexOf(record.type);
	piece.kind[i] = kinds.indexOf(record.kind);
	piece.index[i] = record.index ?? none;
	putText(record.state, i, piece.state);
	putText(record.revision, i, piece.revision);
	piece.intended[i] = record.intended;
	piece.time[i] = record.time;
	piece.received[i] = record.received;
	if (record.error !== undefined) piece.errors.set(i, record.error);
}

function recordAt(i: number, piece: Piece, pod: string): OperationRecord {
	const index = piece.index[i] as number;
	const record: OperationRecord = {
		pod,
		process: piece.process[i] as number,
		number: piece.number[i] as number,
		operation: piece.operation[i] as number,
		type: types[piece.type[i] as number] as OperationRecord["type"],
		kind: kinds[piece.kind[i] as number] as OperationRecord["kind"],
		index: index === none ? null : index,
		state: textAt(i, piece.state),
		revision: textAt(i, piece.revision),
		intended: piece.intended[i] as number,
		time: piece.time[i] as number,
		received: piece.received[i] as number,
	};
	if (piece.errors.size === 0) return record;
	const error = piece.errors.get(i);
	if (error !== undefined) record.error = error;
	return record;
}

/** Of records one after the other many have the same text, or none. */
type Texts = { texts: string[]; positions: Int16Array };

function emptyTexts(positions: Int16Array): Texts {
	return { texts: [], positions };
}

function putText(
	text: string | null,
	i: number,
	{ texts, positions }: Texts,
): void {
	if (text !== null && text !== texts.at(-1)) texts.push(text);
	positions[i] = text === null ? none : texts.length - 1;
}

function textAt(i: number, { texts, positions }: Texts): string | null {
	const position = positions[i] as number;
	return position === none ? null : (texts[position] as string);
}
