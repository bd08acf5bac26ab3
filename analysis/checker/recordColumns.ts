import { type OperationRecord, operationRecord } from "../schema/operation.ts";

/**
 * Records of one identity, field by field. They take half the memory of as many objects, and the garbage collector has nothing to do with them:
 * with an hour's history of many identities it would be busy for longer than judging takes. Whoever asks for the records gets them made anew.
 */
export class RecordColumns implements Iterable<OperationRecord> {
	readonly #pod: string;
	/** Columns that grow are copied again and again: these don't. */
	readonly #pieces: Piece[] = [];

	constructor(pod: string) {
		this.#pod = pod;
	}

	/** @param record of this identity */
	push(record: OperationRecord): void {
		let piece = this.#pieces.at(-1);
		if (piece === undefined || piece.length === pieceLength) {
			piece = new Piece();
			this.#pieces.push(piece);
		}
		piece.push(record);
	}

	*[Symbol.iterator](): Generator<OperationRecord> {
		for (const piece of this.#pieces) {
			for (let i = 0; i < piece.length; i++) yield piece.at(i, this.#pod);
		}
	}
}

const pieceLength = 2048;
/** Stands for what a record lacks. */
const none = -1;
const types = operationRecord.shape.type.options;
const kinds = operationRecord.shape.kind.options;

class Piece {
	length = 0;
	readonly #process = new Float64Array(pieceLength);
	readonly #number = new Float64Array(pieceLength);
	readonly #operation = new Float64Array(pieceLength);
	readonly #type = new Uint8Array(pieceLength);
	readonly #kind = new Uint8Array(pieceLength);
	readonly #index = new Float64Array(pieceLength);
	readonly #state = new TextColumn();
	readonly #revision = new TextColumn();
	readonly #intended = new Float64Array(pieceLength);
	readonly #time = new Float64Array(pieceLength);
	readonly #received = new Float64Array(pieceLength);
	/** Few records have one. */
	readonly #errors = new Map<number, string>();

	push(record: OperationRecord): void {
		const i = this.length++;
		this.#process[i] = record.process;
		this.#number[i] = record.number;
		this.#operation[i] = record.operation;
		this.#type[i] = types.indexOf(record.type);
		this.#kind[i] = kinds.indexOf(record.kind);
		this.#index[i] = record.index ?? none;
		this.#state.set(i, record.state);
		this.#revision.set(i, record.revision);
		this.#intended[i] = record.intended;
		this.#time[i] = record.time;
		this.#received[i] = record.received;
		if (record.error !== undefined) this.#errors.set(i, record.error);
	}

	at(i: number, pod: string): OperationRecord {
		const index = this.#index[i] as number;
		const record: OperationRecord = {
			pod,
			process: this.#process[i] as number,
			number: this.#number[i] as number,
			operation: this.#operation[i] as number,
			type: types[this.#type[i] as number] as OperationRecord["type"],
			kind: kinds[this.#kind[i] as number] as OperationRecord["kind"],
			index: index === none ? null : index,
			state: this.#state.at(i),
			revision: this.#revision.at(i),
			intended: this.#intended[i] as number,
			time: this.#time[i] as number,
			received: this.#received[i] as number,
		};
		if (this.#errors.size === 0) return record;
		const error = this.#errors.get(i);
		if (error !== undefined) record.error = error;
		return record;
	}
}

/** Of records one after the other many have the same text, or none. */
class TextColumn {
	readonly #texts: string[] = [];
	readonly #positions = new Int16Array(pieceLength);

	set(i: number, text: string | null): void {
		if (text !== null && text !== this.#texts.at(-1)) this.#texts.push(text);
		this.#positions[i] = text === null ? none : this.#texts.length - 1;
	}

	at(i: number): string | null {
		const position = this.#positions[i] as number;
		return position === none ? null : (this.#texts[position] as string);
	}
}
