import type { OperationRecord } from "../../schema/operation.ts";
import type { ReadRecord } from "../../schema/read.ts";
import { nanosecondsSince, type RegisterOptions, registersOf } from "./registers.ts";

/** An operation that may have had an effect, or whose answer says what was stored. */
export type PorcupineOperation = {
	/**
	 * Operations of one client are one after the other, in the order in which they are listed,
	 * whatever their times say.
	 */
	client: number;
	/** Which of the identity's processes did it: a process may find its own update there already. */
	process: number;
	kind: "load" | "persist";
	/**
	 * The index that was found or written; null: nothing was stored. Index k replaces k-1, and 0
	 * replaces nothing.
	 */
	value: number | null;
	/** By the clock of whoever asked, in nanoseconds since the register's first call. */
	call: number;
	/**
	 * Null for an update without a certain answer: it is applied at any time after the call, or
	 * never.
	 */
	return: number | null;
};

/**
 * One register with compare-and-set, one line of `porcupine.ndjson`: what `toolchain/go/porcupine`
 * reads.
 */
export type PorcupineHistory = {
	/** The identity, for example `pod-0`. */
	key: string;
	/** What the register held as the history began. */
	initial: number | null;
	/**
	 * By how much the clocks of two clients may differ, in nanoseconds; null where only each client's
	 * own order is known.
	 */
	tolerance: number | null;
	/** Why the history lacks something, one sentence each. Then nothing can be said of it. */
	missing: string[];
	operations: PorcupineOperation[];
};

/**
 * The registers of a history, one for each identity. What certainly had no effect isn't in them,
 * and no load that wasn't answered.
 *
 * @param records in any order
 * @param reads in any order
 */
export function porcupineHistory(
	records: Iterable<OperationRecord>,
	reads: Iterable<ReadRecord> = [],
	options: RegisterOptions = {},
): PorcupineHistory[] {
	return registersOf(records, reads, options).map(({ key, initial, toleranceSeconds, missing, operations }) => {
		const telling = operations.filter(
			({ kind, outcome }) => outcome === "ok" || (kind === "persist" && outcome === "unknown"),
		);
		const since = nanosecondsSince(telling.map(({ started }) => started));
		return {
			key,
			initial,
			tolerance: toleranceSeconds === null ? null : Math.ceil(toleranceSeconds * 1e9),
			missing,
			operations: telling.map(({ client, process, kind, value, outcome, started, ended }) => ({
				client,
				process,
				kind,
				value,
				call: Math.floor(since(started)),
				return: outcome === "unknown" || ended === null ? null : Math.ceil(since(ended)),
			})),
		};
	});
}
