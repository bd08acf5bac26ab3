/** What a replica's process says that the method holds of an identity. */
export type StoredAnswer = {
	pod: string;
	/** The identity of the replica that answered. */
	by: string;
	process: number;
	state: string | null;
};

/**
 * The answer of `GET /stored/<identity>`; null where it is something else, or about somebody else.
 */
export function parseStored(value: unknown, identity: string): StoredAnswer | null {
	const { pod, by, process, state } = (value ?? {}) as Partial<StoredAnswer>;
	if (pod !== identity || typeof by !== "string") return null;
	if (typeof process !== "number") return null;
	if (typeof state !== "string" && state !== null) return null;
	return { pod, by, process, state };
}
