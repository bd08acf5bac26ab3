import type { StoredDocument } from "./couchdb.ts";

export type WriteDecision =
	| { kind: "done"; revision: string }
	| { kind: "write"; revision: string | null }
	| { kind: "conflict"; stored: string };

/**
 * What to do about a write of `value` after the store was read, because the write met a conflict or an earlier try's
 * outcome isn't known. The stored value is never replaced by an earlier one.
 *
 * @param stored what the store holds, null for nothing
 * @param precedes whether a stored value comes before the one to write
 */
export async function decideWrite(
	stored: StoredDocument | null,
	value: string,
	precedes: (stored: string) => boolean | Promise<boolean>,
): Promise<WriteDecision> {
	if (stored === null) return { kind: "write", revision: null };
	if (stored.value === value)
		return { kind: "done", revision: stored.revision };
	return (await precedes(stored.value))
		? { kind: "write", revision: stored.revision }
		: { kind: "conflict", stored: stored.value };
}
