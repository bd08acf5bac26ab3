import { existsSync, statfsSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { cacheFolder } from "./cache.ts";

/** Where the set-up, and the package managers and compilers that it calls, write. */
const written = [cacheFolder, homedir(), tmpdir(), "/var"];

/**
 * Whether an error, or what a failed command said last, is that a disk is full or a quota used up.
 */
export function isDiskFull(error: Error & { code?: string }): boolean {
	return (
		["ENOSPC", "EDQUOT"].includes(error.code ?? "") ||
		/no space left on device|enough free space|disk quota exceeded/i.test(error.message)
	);
}

/**
 * Does a part of the set-up.
 *
 * @param freeMiB space that is left on a folder's disk
 * @throws Error that says what to do when a disk is full, and before that what the part said; else
 *   the part's own error
 */
export async function explainingFullDisk<Result>(
	part: () => Promise<Result>,
	freeMiB: (folder: string) => number = freeMiBAt,
): Promise<Result> {
	try {
		return await part();
	} catch (error) {
		if (!isDiskFull(error as Error)) throw error;
		const left = written
			.filter(existsSync)
			.map((folder) => `${Math.floor(freeMiB(folder))} MiB at ${folder}`)
			.join(", ");
		throw new Error(
			`${(error as Error).message}\nA disk is full (left: ${left}): free some space, or set XDG_CACHE_HOME to a folder on a larger disk, and run the set-up again, which goes on where it was.`,
		);
	}
}

function freeMiBAt(folder: string): number {
	const { bavail, bsize } = statfsSync(folder);
	return (bavail * bsize) / 2 ** 20;
}
