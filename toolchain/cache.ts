import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";

/** What the set-up builds lies here, outside every checkout, so that clones share it. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "holdfast");

/**
 * A short name for whatever the parts define: the same parts give the same key, anything else gives
 * another.
 */
export function cacheKey(...parts: readonly (string | Uint8Array)[]): string {
	const hash = createHash("sha256");
	for (const part of parts) {
		// The length keeps ["ab", "c"] apart from ["a", "bc"].
		hash.update(`${part.length}:`).update(part);
	}
	return hash.digest("hex").slice(0, 12);
}
