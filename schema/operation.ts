import { z } from "zod";

/**
 * One line of `operations.ndjson`: half of an operation on a replica's state.
 *
 * An operation is an `invoke` followed by exactly one of `ok` (acknowledged), `fail` (certainly not
 * applied) or `unknown` (may have been applied: timed out, or a quorum was missed); a process
 * killed in between leaves the `invoke` alone, which also means unknown. All times are Unix time in
 * seconds.
 */
export const operationRecord = z.strictObject({
	/** Identity of the replica, for example `pod-0`. */
	pod: z.string().min(1),
	/**
	 * When the process that did this started, on its own clock; tells apart the processes of one
	 * identity.
	 */
	process: z.number().positive(),
	/** Position in what the process sent: 0, 1, 2 … without a hole in a complete history. */
	number: z.int().nonnegative(),
	/** `number` of the operation's `invoke` record. */
	operation: z.int().nonnegative(),
	type: z.enum(["invoke", "ok", "fail", "unknown"]),
	kind: z.enum(["load", "persist"]),
	/** Index k of the state on the replica's hash chain; null when no state is known or stored. */
	index: z.int().nonnegative().nullable(),
	/** The state itself: base64 of a SHA-256 digest. */
	state: z.string().nullable(),
	/** The store's own revision of the state, where it has one. */
	revision: z.string().nullable(),
	/** When the interval that the operation belongs to was due, on the process's clock. */
	intended: z.number().positive(),
	/** The process's clock. */
	time: z.number().positive(),
	/** The recorder's clock as the record arrived. */
	received: z.number().positive(),
	/** Why the operation failed or is unknown. */
	error: z.string().optional(),
});

export type OperationRecord = z.infer<typeof operationRecord>;
