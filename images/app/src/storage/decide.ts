/** What a store holds of a key, as far as a writer of the key has to know. */
export interface Written {
	value: string;
	/** Mark of the write that stored it; null where none is kept. */
	writer: string | null;
}

export type WriteDecision =
	/** This very write is stored: an earlier try, or a second delivery, arrived. */
	| { kind: "done" }
	/** What is stored may be replaced. */
	| { kind: "write" }
	| { kind: "conflict"; stored: string };

/**
 * What to do about a write after the store was read, because the write met a conflict or an earlier
 * try's outcome isn't known. The stored value is never replaced by an earlier one; and the same
 * value by another writer is another's update: two processes of one identity compute the same
 * states, so equal values say nothing about whose update it was.
 *
 * @param stored what the store holds, null for nothing
 * @param precedes whether a stored value comes before the one to write
 */
export async function decideWrite(
	stored: Written | null,
	own: Written & { writer: string },
	precedes: (stored: string) => boolean | Promise<boolean>,
): Promise<WriteDecision> {
	if (stored === null) return { kind: "write" };
	if (stored.value === own.value) {
		return stored.writer === own.writer ? { kind: "done" } : { kind: "conflict", stored: stored.value };
	}
	return (await precedes(stored.value)) ? { kind: "write" } : { kind: "conflict", stored: stored.value };
}
