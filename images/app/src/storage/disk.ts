import { open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** One folder of a file system, as far as a state needs it. Names are those of files in it. */
export interface Disk {
	/** The text of a file; null when there is none. */
	read(name: string): Promise<string | null>;
	/** Writes a file anew; resolves once its text, not yet its name, outlives a loss of power. */
	write(name: string, text: string): Promise<void>;
	/** Gives a file the name of another, in whose place it is then: one or the other is found. */
	rename(from: string, to: string): Promise<void>;
	/** Whether there was one. */
	remove(name: string): Promise<boolean>;
	names(): Promise<string[]>;
	/** Resolves once what was renamed and removed before outlives a loss of power. */
	sync(): Promise<void>;
}

/** @param folder that is there */
export function folderOnDisk(folder: string): Disk {
	const path = (name: string) => join(folder, name);
	return {
		read: (name) => readFile(path(name), "utf8").catch((error) => nullIfMissing(error)),
		async write(name, text) {
			const file = await open(path(name), "w", 0o600);
			try {
				await file.writeFile(text);
				await file.sync();
			} finally {
				await file.close();
			}
		},
		rename: (from, to) => rename(path(from), path(to)),
		remove: (name) =>
			rm(path(name)).then(
				() => true,
				(error) => nullIfMissing(error) ?? false,
			),
		names: () => readdir(folder),
		async sync() {
			// fsync(2): that a file is synced doesn't mean that its name in the folder is.
			const opened = await open(folder, "r");
			try {
				await opened.sync();
			} finally {
				await opened.close();
			}
		},
	};
}

/** @throws the error, unless it says that there is no such file */
function nullIfMissing(error: NodeJS.ErrnoException): null {
	if (error.code === "ENOENT") return null;
	throw error;
}
