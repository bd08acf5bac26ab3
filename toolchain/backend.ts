import { chmodSync, globSync, lstatSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Pulumi's URL of a local backend: characters that mean something in a URL are escaped. */
export function backendUrl(folder: string): string {
	return pathToFileURL(folder).href;
}

/** Folder of the local backend that a URL names; null for any other backend. */
export function backendFolder(url: string | undefined): string | null {
	const [withoutQuery = ""] = (url ?? "").split("?");
	if (!withoutQuery.startsWith("file:///")) return null;
	try {
		return fileURLToPath(withoutQuery);
	} catch {
		// An escape that is none: written by hand, of a folder called "100%".
		return withoutQuery.slice("file://".length);
	}
}

/** Where a local backend keeps its states, which hold passwords. */
export const statesFolders = ["stacks", "backups", "history", "locks"] as const;

/** Lets only this user read the states of a local backend, those to come included. */
export function keepPrivate(backend: string): void {
	const states = join(backend, ".pulumi");
	mkdirSync(states, { recursive: true, mode: 0o700 });
	chmodSync(states, 0o700);
	for (const path of globSync(`{${statesFolders}}/**`, { cwd: states })) {
		const file = join(states, path);
		if (lstatSync(file).isFile()) chmodSync(file, 0o600);
	}
}
