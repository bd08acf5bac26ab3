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
/** From here on a whole number and up to seven decimals, added as floating-point numbers, are the nearest one to both together. */
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

/** Characters that may stand in a line, four at a time: most of a line is compared, and one by one that would take four times as long. */
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
 * Reads lines as the recorder writes them, some ten times as fast as JSON and schema do: keys in the schema's order, without spaces and
 * escapes. Null for any other line, whatever it holds. Texts that come again are one text in memory, and are compared where they stand: to
 * decode one takes longer than to read the rest of its line.
 */
export function operationLines(): ReadQuickly<OperationRecord> {
	let bytes: Buffer = Buffer.alloc(0);
	let view: DataView = new DataView(bytes.buffer);
	let at = 0;
	let lineEnd = 0;
	let isFine = true;
	const texts = new Map<string, string>();
	const processes = new Map<string, Map<number, Process>>();
	/** Whose line was read last. */
	let last: Process | null = null;

	return (buffer, start, end) => {
		if (buffer !== bytes) {
			bytes = buffer;
			view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
		}
		at = start;
		lineEnd = end;
		isFine = true;
		const from = processOf();
		if (from === null) return null;
		const { pod, process } = from;
		const number = whole();
		skip(before.operation);
		const operation = whole();
		skip(before.type);
		const type = oneOf(knownTypes);
		skip(before.kind);
		const kind = oneOf(knownKinds);
		skip(before.index);
		const index = isNull() ? null : whole();
		skip(before.state);
		const state = isNull() ? null : stateOf(from);
		skip(before.revision);
		const revision = isNull() ? null : text();
		skip(before.intended);
		const intended = decimal();
		skip(before.time);
		const time = decimal();
		skip(before.received);
		const received = decimal();
		const error = bytes[at] === comma ? errorText() : undefined;
		isFine &&= bytes[at] === closing && at + 1 === lineEnd;
		if (!isFine || type === undefined || kind === undefined) return null;
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

	/** Goes past what must stand here. */
	function skip(expected: Known): void {
		isFine &&= stands(expected);
		at += expected.length;
	}

	function stands({ length, words, last }: Known): boolean {
		if (at + length > lineEnd) return false;
		for (let i = 0; i < words.length; i++) {
			if (view.getUint32(at + 4 * i, true) !== words[i]) return false;
		}
		return view.getUint32(at + length - 4, true) === last;
	}

	function errorText(): string {
		skip(before.error);
		return repeated(text());
	}

	function isNull(): boolean {
		if (bytes[at] !== n) return false;
		skip(nothing);
		return true;
	}

	function oneOf<Text>(known: readonly KnownText<Text>[]): Text | undefined {
		for (const { text, quoted } of known) {
			if (!stands(quoted)) continue;
			at += quoted.length;
			return text;
		}
		return undefined;
	}

	/** Replicas step one after the other, and mostly in the same order: whose line comes next is known from the last time. */
	function processOf(): Process | null {
		const expected = last?.next;
		if (expected && stands(expected.beginning)) {
			at += expected.beginning.length;
			last = expected;
			return expected;
		}
		const found = otherProcess();
		if (found !== null && last !== null) last.next = found;
		last = found;
		return found;
	}

	function otherProcess(): Process | null {
		const start = at;
		skip(before.pod);
		const pod = repeated(text());
		skip(before.process);
		const process = decimal();
		skip(before.number);
		if (!isFine || pod === "") return null;
		const ofPod = processes.get(pod) ?? new Map<number, Process>();
		const found = ofPod.get(process);
		if (found !== undefined) return found;
		const beginning = known(bytes.toString("latin1", start, at));
		const made = { pod, process, beginning, state: "", next: null };
		processes.set(pod, ofPod.set(process, made));
		return made;
	}

	/** A text of printable ASCII characters without escapes. */
	function text(): string {
		if (bytes[at] !== quote) isFine = false;
		if (!isFine) return "";
		const start = at + 1;
		for (let i = start; i < lineEnd; i++) {
			const byte = bytes[i] as number;
			if (byte === quote) {
				at = i + 1;
				return bytes.toString("latin1", start, i);
			}
			if (byte < 0x20 || byte > 0x7e || byte === backslash) break;
		}
		isFine = false;
		return "";
	}

	function stateOf(from: Process): string {
		const last = from.state;
		if (isText(last)) at += last.length + 2;
		else from.state = text();
		return from.state;
	}

	/** Whether this text, which has been read before, stands here once more. */
	function isText(known: string): boolean {
		const start = at + 1;
		const end = start + known.length;
		if (bytes[at] !== quote || bytes[end] !== quote) return false;
		for (let i = 0; i < known.length; i++) {
			if (bytes[start + i] !== known.charCodeAt(i)) return false;
		}
		return true;
	}

	/** The value of the digits that stand here. */
	function digits(): number {
		const line = bytes;
		let i = at;
		// As whole numbers of 32 bits they are added up in half the time.
		let first = 0;
		for (const until = Math.min(i + smallDigits, lineEnd); i < until; i++) {
			const digit = (line[i] as number) - zero;
			if (digit < 0 || digit > 9) {
				at = i;
				return first;
			}
			first = (first * 10 + digit) | 0;
		}
		let value = first;
		for (; i < lineEnd; i++) {
			const digit = (line[i] as number) - zero;
			if (digit < 0 || digit > 9) break;
			value = value * 10 + digit;
		}
		at = i;
		return value;
	}

	function whole(): number {
		const start = at;
		const value = digits();
		const count = at - start;
		const isOdd = count > 1 && bytes[start] === zero;
		if (count === 0 || count > exactDigits || isOdd) isFine = false;
		return value;
	}

	/** Above 0. */
	function decimal(): number {
		const start = at;
		const integer = whole();
		let value = integer;
		if (isFine && bytes[at] === point) {
			const first = ++at;
			const fraction = digits();
			const decimals = at - first;
			const scale = powersOfTen[decimals] ?? 0;
			if (decimals === 0) isFine = false;
			else if (at - start - 1 <= exactDigits) {
				value = (integer * scale + fraction) / scale;
			} else if (integer >= exactSumFrom && decimals <= exactSumDecimals) {
				value = integer + fraction / scale;
			} else value = Number(bytes.toString("latin1", start, at));
		}
		if (!(value > 0)) isFine = false;
		return value;
	}

	function repeated(text: string): string {
		const same = texts.get(text);
		if (same !== undefined) return same;
		texts.set(text, text);
		return text;
	}
}
