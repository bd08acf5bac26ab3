import { closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Writes a file so that whoever reads it finds the old content or the new one, also after a loss of
 * power.
 */
export function replaceWhole(file: string, text: string, mode = 0o644): void {
	const prepared = prepare(file, text, mode);
	renameSync(prepared, file);
	syncFolder(file);
}

/** The same, unless the file is there: of several processes that try, one does it. */
export function createWhole(file: string, text: string, mode = 0o644): boolean {
	const prepared = prepare(file, text, mode);
	try {
		linkSync(prepared, file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
		return false;
	} finally {
		rmSync(prepared);
	}
	syncFolder(file);
	return true;
}

/**
 * A file's JSON object, which `valid` accepts; "damaged" for anything else, and null when there is
 * no such file.
 */
export function readWhole<Content>(
	file: string,
	valid: (content: unknown) => content is Content,
): Content | "damaged" | null {
	try {
		const content: unknown = JSON.parse(readFileSync(file, "utf8"));
		return valid(content) ? content : "damaged";
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "ENOENT" ? null : "damaged";
	}
}

/** Beside the file, so that it can be renamed to it. */
function prepare(file: string, text: string, mode: number): string {
	const prepared = `${file}.${process.pid}.new`;
	const descriptor = openSync(prepared, "w", mode);
	try {
		writeSync(descriptor, text);
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
	return prepared;
}

function syncFolder(file: string): void {
	const folder = openSync(dirname(file), "r");
	try {
		fsyncSync(folder);
	} finally {
		closeSync(folder);
	}
}
