import { randomBytes } from "node:crypto";

/**
 * Marks for the writes of one client, to be kept beside what is written: no two writes of any two
 * clients have the same. By it a writer that doesn't know what became of a write can tell it from
 * another's of the same value.
 */
export function writerMarks(client: string = randomBytes(9).toString("base64url")): () => string {
	let writes = 0;
	return () => `${client}.${++writes}`;
}
