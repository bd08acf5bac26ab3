import { type OperationRecord, operationRecord } from "../../schema/operation.ts";
import { type Intact, type ReadQuickly, readIntact } from "./ndjson.ts";

/** The records of an `operations.ndjson`, up to its damage if there is any. */
export function readOperations(file: string, name = file): Promise<Intact<OperationRecord>> {
	return readIntact(file, operationRecord, name, operationLines());
}

const quote = 0x22;
const comma = 0x2c;
const point = 0x2e;
const zero = 0x30;
const backslash = 0x5c;
const closing = 0x7d;
const n = 0x6e;

const before = {
	pod: known('{"pod":'),
	process: known(',"process":'),
	number: known(',"number":'),
	operation: known(',"operation":'),
	type: known(',"type":'),
	kind: known(',"kind":'),
	index: known(',"index":'),
	state: known(',"state":'),
	revision: known(',"revision":'),
	intended: known(',"intended":'),
	time: known(',"time":'),
	received: known(',"received":'),
	error: known(',"error":'),
};
const nothing = known("null");

/** As many digits make a number that is exact. */
const exactDigits = 15;
/** As many make one of less than 32 bits. */
const smallDigits = 9;
/**
 * From here on a whole number and up to seven decimals, added as floating-point numbers, are the
 * nearest one to both together.
 */
const exactSumFrom = 2 ** 24;
const exactSumDecimals = 7;
const powersOfTen = Array.from({ length: 23 }, (_, i) => 10 ** i);

const { type: types, kind: kinds } = operationRecord.shape;
const knownTypes = types.options.map(knownText);
const knownKinds = kinds.options.map(knownText);

/** A text that lines may have, and how it stands in them. */
type KnownText<Text> = { text: Text; quoted: Known };

function knownText<Text extends string>(text: Text): KnownText<Text> {
	return { text, quoted: known(`"${text}"`) };
}

/**
 * Characters that may stand in a line, four at a time: most of a line is compared, and one by one
 * that would take four times as long.
 */
type Known = {
	length: number;
	words: Uint32Array;
	/** The last four, some of which may be in `words` as well; of fewer than four there is none. */
	last: number;
};

/** @param text of at least four ASCII characters */
function known(text: string): Known {
	const bytes = Buffer.from(text, "latin1");
	return {
		length: bytes.length,
		words: Uint32Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => bytes.readUInt32LE(4 * i)),
		last: bytes.readUInt32LE(bytes.length - 4),
	};
}

/** Whose lines there are. */
type Process = {
	pod: string;
	process: number;
	/** How its lines begin, until before their number. */
	beginning: Known;
	/** The one that was told last. An update's records, and the next load, tell the same one. */
	state: string;
	/** Whose line came next the last time. */
	next: Process | null;
};

/**
 * Reads lines as the recorder writes them, some ten times as fast as JSON and schema do: keys in
 * the schema's order, without spaces and escapes. Null for any other line, whatever it holds. Texts
 * that come again are one text in memory, and are compared where they stand: to decode one takes
 * longer than to read the rest of its line.
 */
export function operationLines(): ReadQuickly<OperationRecord> {
	const line = new Line();
	const texts = new Map<string, string>();
	const processes = new Map<string, Map<number, Process>>();
	/** Whose line was read last. */
	let last: Process | null = null;

	return (buffer, start, end) => {
		line.begin(buffer, start, end);
		const from = processOf();
		if (from === null) return null;
		const { pod, process } = from;
		const number = line.whole();
		line.skip(before.operation);
		const operation = line.whole();
		line.skip(before.type);
		const type = line.oneOf(knownTypes);
		line.skip(before.kind);
		const kind = line.oneOf(knownKinds);
		line.skip(before.index);
		const index = line.isNull() ? null : line.whole();
		line.skip(before.state);
		const state = line.isNull() ? null : stateOf(from);
		line.skip(before.revision);
		const revision = line.isNull() ? null : line.text();
		line.skip(before.intended);
		const intended = line.decimal();
		line.skip(before.time);
		const time = line.decimal();
		line.skip(before.received);
		const received = line.decimal();
		const error = line.goesOn() ? errorText() : undefined;
		if (!line.isOver() || type === undefined || kind === undefined) return null;
		const record: OperationRecord = {
			pod,
			process,
			number,
			operation,
			type,
			kind,
			index,
			state,
			revision,
			intended,
			time,
			received,
		};
		if (error !== undefined) record.error = error;
		return record;
	};

	/**
	 * Replicas step one after the other, and mostly in the same order: whose line comes next is known
	 * from the last time.
	 */
	function processOf(): Process | null {
		const expected = last?.next;
		if (expected && line.takes(expected.beginning)) {
			last = expected;
			return expected;
		}
		const found = otherProcess();
		if (found !== null && last !== null) last.next = found;
		last = found;
		return found;
	}

	function otherProcess(): Process | null {
		const start = line.at;
		line.skip(before.pod);
		const pod = repeated(line.text());
		line.skip(before.process);
		const process = line.decimal();
		line.skip(before.number);
		if (!line.isFine || pod === "") return null;
		const ofPod = processes.get(pod) ?? new Map<number, Process>();
		const found = ofPod.get(process);
		if (found !== undefined) return found;
		const made = { pod, process, beginning: known(line.since(start)), state: "", next: null };
		processes.set(pod, ofPod.set(process, made));
		return made;
	}

	function stateOf(from: Process): string {
		if (!line.takesText(from.state)) from.state = line.text();
		return from.state;
	}

	function errorText(): string {
		line.skip(before.error);
		return repeated(line.text());
	}

	function repeated(text: string): string {
		const same = texts.get(text);
		if (same !== undefined) return same;
		texts.set(text, text);
		return text;
	}
}

/**
 * A line, and how far it has been read. Where something stands that isn't as it should be, it isn't
 * fine, and what is read from then on is nothing.
 */
class Line {
	at = 0;
	isFine = true;
	private bytes: Buffer = Buffer.alloc(0);
	private view: DataView = new DataView(this.bytes.buffer);
	private end = 0;

	begin(buffer: Buffer, start: number, end: number): void {
		if (buffer !== this.bytes) {
			this.bytes = buffer;
			this.view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
		}
		this.at = start;
		this.end = end;
		this.isFine = true;
	}

	/** Goes past what must stand here. */
	skip(expected: Known): void {
		if (!this.stands(expected)) this.isFine = false;
		this.at += expected.length;
	}

	/** Goes past what may stand here, and says whether it does. */
	takes(expected: Known): boolean {
		if (!this.stands(expected)) return false;
		this.at += expected.length;
		return true;
	}

	/** Goes past a text that has been read before, if it stands here once more. */
	takesText(known: string): boolean {
		const start = this.at + 1;
		const end = start + known.length;
		if (this.bytes[this.at] !== quote || this.bytes[end] !== quote) return false;
		for (let i = 0; i < known.length; i++) {
			if (this.bytes[start + i] !== known.charCodeAt(i)) return false;
		}
		this.at = end + 1;
		return true;
	}

	isNull(): boolean {
		if (this.bytes[this.at] !== n) return false;
		this.skip(nothing);
		return true;
	}

	oneOf<Text>(known: readonly KnownText<Text>[]): Text | undefined {
		for (const { text, quoted } of known) {
			if (this.takes(quoted)) return text;
		}
		return undefined;
	}

	/** A text of printable ASCII characters without escapes. */
	text(): string {
		if (this.bytes[this.at] !== quote) this.isFine = false;
		if (!this.isFine) return "";
		const start = this.at + 1;
		for (let i = start; i < this.end; i++) {
			const byte = this.bytes[i] as number;
			if (byte === quote) {
				this.at = i + 1;
				return this.bytes.toString("latin1", start, i);
			}
			if (byte < 0x20 || byte > 0x7e || byte === backslash) break;
		}
		this.isFine = false;
		return "";
	}

	whole(): number {
		const start = this.at;
		const value = this.digits();
		const count = this.at - start;
		const isOdd = count > 1 && this.bytes[start] === zero;
		if (count === 0 || count > exactDigits || isOdd) this.isFine = false;
		return value;
	}

	/** Above 0. */
	decimal(): number {
		const start = this.at;
		const integer = this.whole();
		let value = integer;
		if (this.isFine && this.bytes[this.at] === point) {
			const first = ++this.at;
			const fraction = this.digits();
			const decimals = this.at - first;
			const scale = powersOfTen[decimals] ?? 0;
			if (decimals === 0) this.isFine = false;
			else if (this.at - start - 1 <= exactDigits) {
				value = (integer * scale + fraction) / scale;
			} else if (integer >= exactSumFrom && decimals <= exactSumDecimals) {
				value = integer + fraction / scale;
			} else value = Number(this.since(start));
		}
		if (!(value > 0)) this.isFine = false;
		return value;
	}

	goesOn(): boolean {
		return this.bytes[this.at] === comma;
	}

	isOver(): boolean {
		return this.isFine && this.bytes[this.at] === closing && this.at + 1 === this.end;
	}

	/** What has been read since a place. */
	since(start: number): string {
		return this.bytes.toString("latin1", start, this.at);
	}

	private stands({ length, words, last }: Known): boolean {
		const { view, at } = this;
		if (at + length > this.end) return false;
		for (let i = 0; i < words.length; i++) {
			if (view.getUint32(at + 4 * i, true) !== words[i]) return false;
		}
		return view.getUint32(at + length - 4, true) === last;
	}

	/** The value of the digits that stand here. */
	private digits(): number {
		const { bytes, end } = this;
		let i = this.at;
		// As whole numbers of 32 bits they are added up in half the time.
		let first = 0;
		for (const until = Math.min(i + smallDigits, end); i < until; i++) {
			const digit = (bytes[i] as number) - zero;
			if (digit < 0 || digit > 9) {
				this.at = i;
				return first;
			}
			first = (first * 10 + digit) | 0;
		}
		let value = first;
		for (; i < end; i++) {
			const digit = (bytes[i] as number) - zero;
			if (digit < 0 || digit > 9) break;
			value = value * 10 + digit;
		}
		this.at = i;
		return value;
	}
}
