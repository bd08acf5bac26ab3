import type { Protocol } from "../../schema/protocol.ts";

/** What is known of a stack when one of its keys is read. */
export interface Known {
	replicas: number;
	/** Members of a Raft group. */
	groupSize: number;
	/**
	 * The built-in protocol before the configuration changes it; null: none, or the user's own file.
	 */
	planned: Protocol | null;
	/** Of the measured period. */
	durationSeconds: number;
}

/**
 * The same for all stacks; or found from what is known of one, and named for whoever reads about
 * all of them.
 */
export type Depending<Value extends string | number> = Value | { says: string; of(known: Known): Value };

/** What it is for one stack. */
export function resolve<Value extends string | number>(value: Depending<Value>, known: Known): Value {
	return typeof value === "object" ? value.of(known) : value;
}

/** What it is for all stacks, in words. */
export function inWords(value: Depending<string | number>): string {
	return typeof value === "object" ? value.says : String(value);
}
