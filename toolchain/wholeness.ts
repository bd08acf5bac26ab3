import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, readSync, renameSync, statSync, writeSync } from "node:fs";
import { looksWhole } from "./fileFormat.ts";

/**
 * A file of the cache is whole when it is what was put there. After a loss of power it may be empty
 * or cut short, though it was renamed into place: so what was put there is noted beside it, once
 * both are on the disk.
 */

/** What a file was when it was put into the cache. */
interface Stamp {
	size: number;
	modifiedMilliseconds: number;
	sha256: string;
}

const pieceBytes = 1 << 20;

/**
 * Notes what the files are, once they are on the disk: call it before the folder that they are in
 * is renamed into place, or after.
 */
export function noteWhole(...files: readonly string[]): void {
	for (const file of files) writeStamp(file, sha256Of(file, { sync: true }));
}

/**
 * Whether a file of the cache is there and whole. The hash is looked at only where the size is
 * right and the time isn't. A file without a note, of an earlier version, is looked at by its
 * format, and noted.
 *
 * @param sha256 that it has to have, where that is known beforehand
 */
export function isWhole(file: string, sha256?: string): boolean {
	const found = statSync(file, { throwIfNoEntry: false });
	if (!found?.isFile() || found.size === 0) return false;
	const stamp = readStamp(file);
	if (stamp === null) {
		if (sha256 === undefined && !looksWhole(file)) return false;
		const hash = sha256Of(file);
		return (sha256 ?? hash) === hash && noted(file, hash);
	}
	if (found.size !== stamp.size) return false;
	if (sha256 !== undefined && stamp.sha256 !== sha256) return false;
	if (found.mtimeMs === stamp.modifiedMilliseconds) return true;
	const hash = sha256Of(file);
	return hash === stamp.sha256 && noted(file, hash);
}

/** @param options.sync also waits until the file is on the disk */
export function sha256Of(file: string, { sync = false } = {}): string {
	const hash = createHash("sha256");
	const piece = Buffer.allocUnsafe(pieceBytes);
	const descriptor = openSync(file, "r");
	try {
		if (sync) fsyncSync(descriptor);
		for (;;) {
			const length = readSync(descriptor, piece);
			if (length === 0) return hash.digest("hex");
			hash.update(piece.subarray(0, length));
		}
	} finally {
		closeSync(descriptor);
	}
}

/** A note that can't be written (the cache is somebody else's) is written another time. */
function noted(file: string, sha256: string): true {
	try {
		writeStamp(file, sha256);
	} catch {}
	return true;
}

function writeStamp(file: string, sha256: string): void {
	const { size, mtimeMs } = statSync(file);
	const stamp: Stamp = { size, modifiedMilliseconds: mtimeMs, sha256 };
	const unfinished = `${stampOf(file)}.${process.pid}`;
	const descriptor = openSync(unfinished, "w");
	try {
		writeSync(descriptor, JSON.stringify(stamp));
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
	renameSync(unfinished, stampOf(file));
}

/** Null where there is none, or it isn't whole itself. */
function readStamp(file: string): Stamp | null {
	try {
		const stamp = JSON.parse(readFileSync(stampOf(file), "utf8")) as Partial<Stamp> | null;
		return typeof stamp?.size === "number" && typeof stamp.sha256 === "string" ? (stamp as Stamp) : null;
	} catch {
		return null;
	}
}

function stampOf(file: string): string {
	return `${file}.whole.json`;
}
