import { z } from "zod";

/**
 * One line of `reads.ndjson`: what a client outside the system was answered about a replica's
 * state. Calls that failed or were never answered aren't here. Times are Unix time in seconds.
 */
export const readRecord = z.strictObject({
	/** Identity of the replica that was asked, for example `pod-0`. */
	pod: z.string().min(1),
	/** Names the client within its run, for example `reader-3`. */
	client: z.string().min(1),
	/**
	 * `read`: `GET /`, what the process knows. `advance`: `POST /advance`, acknowledged. `stored`:
	 * `GET /stored/<identity>`, what the method itself answered just now, through the process of any
	 * replica.
	 */
	kind: z.enum(["read", "advance", "stored"]),
	/** `stored`: the identity of the replica that was asked, where it is another than `pod`. */
	by: z.string().min(1).optional(),
	/** When the process that answered started, on its own clock. */
	process: z.number().positive(),
	/** Index k of the state; null while the process knew none, or nothing was stored. */
	index: z.int().nonnegative().nullable(),
	/** The state itself: base64 of a SHA-256 digest. */
	state: z.string().nullable(),
	/** When the client asked and was answered, on its clock. */
	started: z.number().positive(),
	ended: z.number().positive(),
	/** The observer's clock as the record arrived. */
	received: z.number().positive(),
});

export type ReadRecord = z.infer<typeof readRecord>;
