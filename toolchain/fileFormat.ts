import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/**
 * Whether a file's own format says that nothing is missing at its end: of programs (ELF), archives
 * (tar) and lists (JSON). Scripts only have to begin as such.
 */
export function looksWhole(file: string): boolean {
	const descriptor = openSync(file, "r");
	try {
		const { size } = fstatSync(descriptor);
		const read = (position: number, length: number): Buffer => {
			const bytes = Buffer.alloc(length);
			const got = readSync(descriptor, bytes, 0, length, Math.max(0, position));
			return bytes.subarray(0, got);
		};
		if (size === 0) return false;
		const head = read(0, 64);
		if (file.endsWith(".tar")) return isWholeTar(size, read);
		if (file.endsWith(".json")) return isJson(read(0, size));
		if (head.subarray(0, 4).equals(elfMagic)) return elfEnd(head, read) <= size;
		return head.toString("latin1").startsWith("#!");
	} finally {
		closeSync(descriptor);
	}
}

type Read = (position: number, length: number) => Buffer;

const elfMagic = Buffer.from("\x7fELF", "latin1");
const tarBlockBytes = 512;
/** Of a section that takes no place in the file (SHT_NOBITS). */
const noBits = 8;

/**
 * Where the last of a 64-bit little-endian program's segments, sections and tables ends; infinite
 * when the tables aren't there.
 *
 * @see https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
 */
function elfEnd(head: Buffer, read: Read): number {
	if (head.length < 64) return Number.POSITIVE_INFINITY;
	const at = (offset: number) => Number(head.readBigUInt64LE(offset));
	const tables = [
		{
			start: at(32),
			entry: head.readUInt16LE(54),
			count: head.readUInt16LE(56),
		},
		{
			start: at(40),
			entry: head.readUInt16LE(58),
			count: head.readUInt16LE(60),
		},
	] as const;
	const ends = tables.flatMap(({ start, entry, count }, index) => {
		const table = read(start, entry * count);
		if (table.length < entry * count) return [Number.POSITIVE_INFINITY];
		return Array.from({ length: count }, (_, number) => {
			const one = table.subarray(number * entry);
			const [offset, length] = index === 0 ? [8, 32] : [24, 32];
			const empty = index === 1 && one.readUInt32LE(4) === noBits;
			return empty ? 0 : Number(one.readBigUInt64LE(offset) + one.readBigUInt64LE(length));
		}).concat(start + entry * count);
	});
	return Math.max(...ends);
}

/** It ends with two blocks of zeros. */
function isWholeTar(size: number, read: Read): boolean {
	const end = 2 * tarBlockBytes;
	return size >= end && size % tarBlockBytes === 0 && read(size - end, end).every((byte) => byte === 0);
}

function isJson(bytes: Buffer): boolean {
	try {
		JSON.parse(bytes.toString("utf8"));
		return true;
	} catch {
		return false;
	}
}
