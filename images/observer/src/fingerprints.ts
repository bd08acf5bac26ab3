import { crc32 } from "node:zlib";
import type { OperationRecord } from "../../../schema/operation.ts";

/** Tells a record from another one of the same number: 32 bits of what the process said. */
export function fingerprintOf(record: Omit<OperationRecord, "received">): number {
	const content = [
		record.operation,
		record.type,
		record.kind,
		record.index,
		record.state,
		record.revision,
		record.intended,
		record.time,
		record.error,
	];
	return crc32(JSON.stringify(content)) || 1;
}

export type Fingerprints = ReturnType<typeof fingerprints>;

const numbersEach = 256;

/** A fingerprint for each number; 0: none. Four bytes each, for there are millions. */
export function fingerprints() {
	// In pieces, so that a number out of the blue takes no more than a piece.
	const pieces = new Map<number, Uint32Array>();
	return {
		at: (number: number): number => pieces.get(Math.floor(number / numbersEach))?.[number % numbersEach] ?? 0,
		put(number: number, fingerprint: number): void {
			const key = Math.floor(number / numbersEach);
			let piece = pieces.get(key);
			if (!piece) {
				piece = new Uint32Array(numbersEach);
				pieces.set(key, piece);
			}
			piece[number % numbersEach] = fingerprint;
		},
	};
}
