import type { OperationRecord } from "../schema/operation.ts";

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
/** Stands for the index of a record that has none. */
const noIndex = -1;

class Piece {
	length = 0;
	readonly #process = new Float64Array(pieceLength);
	readonly #number = new Float64Array(pieceLength);
	readonly #operation = new Float64Array(pieceLength);
	readonly #type: OperationRecord["type"][] = [];
	readonly #kind: OperationRecord["kind"][] = [];
	readonly #index = new Float64Array(pieceLength);
	readonly #state: OperationRecord["state"][] = [];
	readonly #revision: OperationRecord["revision"][] = [];
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
		this.#type.push(record.type);
		this.#kind.push(record.kind);
		this.#index[i] = record.index ?? noIndex;
		this.#state.push(record.state);
		this.#revision.push(record.revision);
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
			type: this.#type[i] as OperationRecord["type"],
			kind: this.#kind[i] as OperationRecord["kind"],
			index: index === noIndex ? null : index,
			state: this.#state[i] as OperationRecord["state"],
			revision: this.#revision[i] as OperationRecord["revision"],
			intended: this.#intended[i] as number,
			time: this.#time[i] as number,
			received: this.#received[i] as number,
		};
		const error = this.#errors.get(i);
		if (error !== undefined) record.error = error;
		return record;
	}
}
