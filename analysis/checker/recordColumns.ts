import { type OperationRecord, operationRecord } from "../../schema/operation.ts";

/**
 * Records of one identity, field by field. They take half the memory of as many objects, and the
 * garbage collector has nothing to do with them: with an hour's history of many identities it would
 * be busy for longer than judging takes. Whoever asks for the records gets them made anew.
 */
export class RecordColumns implements Iterable<OperationRecord> {
	readonly #pod: string;
	/**
	 * Plain data, whose numbers threads share. Columns that grew would be copied again and again:
	 * these don't.
	 */
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
		for (const record of this.inPlace()) yield plainRecord(record);
	}

	/**
	 * The same, which stay where they are: for whoever keeps all of them for a while. They can be
	 * read, and neither spread nor sent.
	 */
	*inPlace(): Generator<OperationRecord> {
		for (const piece of this.pieces) {
			for (let i = 0; i < piece.length; i++) {
				yield new RecordInColumns(this.#pod, i, piece);
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
	7 * Float64Array.BYTES_PER_ELEMENT + 2 * Int16Array.BYTES_PER_ELEMENT + 2 * Uint8Array.BYTES_PER_ELEMENT;

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

/**
 * A record that stays in its columns. An object of its own has a dozen fields, some of which are
 * objects again for the garbage collector: this one is read in as little time, and takes a fifth of
 * the memory. It can't be spread, or sent to another thread: `plainRecord` can.
 */
class RecordInColumns implements OperationRecord {
	readonly pod: string;
	private readonly i: number;
	private readonly piece: Piece;

	constructor(pod: string, i: number, piece: Piece) {
		this.pod = pod;
		this.i = i;
		this.piece = piece;
	}

	get process(): number {
		return this.piece.process[this.i] as number;
	}

	get number(): number {
		return this.piece.number[this.i] as number;
	}

	get operation(): number {
		return this.piece.operation[this.i] as number;
	}

	get type(): OperationRecord["type"] {
		return types[this.piece.type[this.i] as number] as OperationRecord["type"];
	}

	get kind(): OperationRecord["kind"] {
		return kinds[this.piece.kind[this.i] as number] as OperationRecord["kind"];
	}

	get index(): number | null {
		const index = this.piece.index[this.i] as number;
		return index === none ? null : index;
	}

	get state(): string | null {
		return textAt(this.i, this.piece.state);
	}

	get revision(): string | null {
		return textAt(this.i, this.piece.revision);
	}

	get intended(): number {
		return this.piece.intended[this.i] as number;
	}

	get time(): number {
		return this.piece.time[this.i] as number;
	}

	get received(): number {
		return this.piece.received[this.i] as number;
	}

	get error(): string | undefined {
		return this.piece.errors.get(this.i);
	}
}

/** The same record as an object that can be spread, compared and sent, whatever it is in memory. */
export function plainRecord(record: OperationRecord): OperationRecord {
	const plain: OperationRecord = {
		pod: record.pod,
		process: record.process,
		number: record.number,
		operation: record.operation,
		type: record.type,
		kind: record.kind,
		index: record.index,
		state: record.state,
		revision: record.revision,
		intended: record.intended,
		time: record.time,
		received: record.received,
	};
	if (record.error !== undefined) plain.error = record.error;
	return plain;
}

/** Of records one after the other many have the same text, or none. */
type Texts = { texts: string[]; positions: Int16Array };

function emptyTexts(positions: Int16Array): Texts {
	return { texts: [], positions };
}

function putText(text: string | null, i: number, { texts, positions }: Texts): void {
	if (text !== null && text !== texts.at(-1)) texts.push(text);
	positions[i] = text === null ? none : texts.length - 1;
}

function textAt(i: number, { texts, positions }: Texts): string | null {
	const position = positions[i] as number;
	return position === none ? null : (texts[position] as string);
}
