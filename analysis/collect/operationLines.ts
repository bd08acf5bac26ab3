import { type OperationRecord, operationRecord } from "../schema/operation.ts";
import { type Intact, readIntact } from "./ndjson.ts";

/** The records of an `operations.ndjson`, up to its damage if there is any. */
export function readOperations(
	file: string,
	name = file,
): Promise<Intact<OperationRecord>> {
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
	pod: Buffer.from('{"pod":'),
	process: Buffer.from(',"process":'),
	number: Buffer.from(',"number":'),
	operation: Buffer.from(',"operation":'),
	type: Buffer.from(',"type":'),
	kind: Buffer.from(',"kind":'),
	index: Buffer.from(',"index":'),
	state: Buffer.from(',"state":'),
	revision: Buffer.from(',"revision":'),
	intended: Buffer.from(',"intended":'),
	time: Buffer.from(',"time":'),
	received: Buffer.from(',"received":'),
	error: Buffer.from(',"error":'),
};
const nothing = Buffer.from("null");

/** As many digits make a number that is exact. */
const exactDigits = 15;
/** From here on a whole number and up to seven decimals, added as floating-point numbers, are the nearest one to both together. */
const exactSumFrom = 2 ** 24;
const exactSumDecimals = 7;
const powersOfTen = Array.from({ length: 23 }, (_, i) => 10 ** i);

const { type: types, kind: kinds } = operationRecord.shape;
const typesByText = new Map(types.options.map((type) => [`${type}`, type]));
const kindsByText = new Map(kinds.options.map((kind) => [`${kind}`, kind]));

/**
 * Reads lines as the recorder writes them, some ten times as fast as JSON and schema do: keys in the schema's order, without spaces and
 * escapes. Null for any other line, whatever it holds. Texts that come again are one text in memory.
 */
export function operationLines(): (
	bytes: Buffer,
	start: number,
	end: number,
) => OperationRecord | null {
	let bytes: Buffer;
	let at = 0;
	let lineEnd = 0;
	let isFine = true;
	const texts = new Map<string, string>();
	/** By identity: the state that was told last. An update's records, and the next load, tell the same one. */
	const states = new Map<string, string>();

	return (buffer, start, end) => {
		bytes = buffer;
		at = start;
		lineEnd = end;
		isFine = true;
		skip(before.pod);
		const pod = known(text());
		skip(before.process);
		const process = decimal();
		skip(before.number);
		const number = whole();
		skip(before.operation);
		const operation = whole();
		skip(before.type);
		const type = typesByText.get(text());
		skip(before.kind);
		const kind = kindsByText.get(text());
		skip(before.index);
		const index = isNull() ? null : whole();
		skip(before.state);
		const state = isNull() ? null : stateOf(pod, text());
		skip(before.revision);
		const revision = isNull() ? null : text();
		skip(before.intended);
		const intended = decimal();
		skip(before.time);
		const time = decimal();
		skip(before.received);
		const received = decimal();
		const error = bytes[at] === comma ? errorText() : undefined;
		isFine &&= bytes[at] === closing && at + 1 === lineEnd && pod !== "";
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

	function skip(expected: Buffer): void {
		for (let i = 0; i < expected.length; i++) {
			if (bytes[at + i] !== expected[i]) {
				isFine = false;
				return;
			}
		}
		at += expected.length;
	}

	function errorText(): string {
		skip(before.error);
		return known(text());
	}

	function isNull(): boolean {
		if (bytes[at] !== n) return false;
		skip(nothing);
		return true;
	}

	/** A text of printable ASCII characters without escapes. */
	function text(): string {
		if (bytes[at] !== quote) isFine = false;
		if (!isFine) return "";
		const start = ++at;
		for (; at < lineEnd; at++) {
			const byte = bytes[at] as number;
			if (byte === quote) return bytes.toString("latin1", start, at++);
			if (byte < 0x20 || byte > 0x7e || byte === backslash) break;
		}
		isFine = false;
		return "";
	}

	function digitsUntil(): number {
		let value = 0;
		for (; at < lineEnd; at++) {
			const digit = (bytes[at] as number) - zero;
			if (digit < 0 || digit > 9) break;
			value = value * 10 + digit;
		}
		return value;
	}

	function whole(): number {
		const start = at;
		const value = digitsUntil();
		const digits = at - start;
		const isOdd = digits > 1 && bytes[start] === zero;
		if (digits === 0 || digits > exactDigits || isOdd) isFine = false;
		return value;
	}

	/** Above 0. */
	function decimal(): number {
		const start = at;
		const integer = whole();
		let value = integer;
		if (isFine && bytes[at] === point) {
			const first = ++at;
			const fraction = digitsUntil();
			const decimals = at - first;
			const scale = powersOfTen[decimals] ?? 0;
			const digits = at - start - 1;
			if (decimals === 0) isFine = false;
			else if (digits <= exactDigits) {
				value = (integer * scale + fraction) / scale;
			} else if (integer >= exactSumFrom && decimals <= exactSumDecimals) {
				value = integer + fraction / scale;
			} else value = Number(bytes.toString("latin1", start, at));
		}
		if (!(value > 0)) isFine = false;
		return value;
	}

	function known(text: string): string {
		const same = texts.get(text);
		if (same !== undefined) return same;
		texts.set(text, text);
		return text;
	}

	function stateOf(pod: string, state: string): string {
		const same = states.get(pod);
		if (same === state) return same;
		states.set(pod, state);
		return state;
	}
}
