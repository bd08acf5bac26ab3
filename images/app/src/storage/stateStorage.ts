import type { EventEmitter } from "node:events";
import { Keyv, type KeyvStorageAdapter, type KeyvStorageGetResult } from "keyv";
import type { StateReader } from "./stateReader.ts";

/** What is known once the method can be asked. */
export interface Prepared {
	/** The earliest start of what the method brought into the Pod, Unix seconds; null: nothing. */
	startedAt: number | null;
	/** When a process that stood by was told to go on, Unix seconds: its start lies before that. */
	waitedUntil?: number;
}

/** What the replica's loop needs of a fault-tolerance method. */
export interface StateStorage {
	/**
	 * Returns once the method can be asked at all, or null when `stop` was aborted before.
	 *
	 * @param onWaiting called now and then meanwhile, with the reason
	 */
	prepare(stop: AbortSignal, onWaiting: (reason: string) => void): Promise<Prepared | null>;
	/** Whether it waits to take over, and could at once; absent where nobody does. */
	standsBy?(): boolean;
	/**
	 * The last persisted state; null on the very first start.
	 *
	 * @throws NotApplied when it couldn't be read
	 */
	load(): Promise<{ state: string | null; revision: string | null }>;
	/**
	 * Returns once the state is acknowledged.
	 *
	 * @throws Conflict, NotApplied, or UnknownOutcome
	 */
	persist(state: string): Promise<{ revision: string | null }>;
	/** Opens another client, which reads what the method holds; absent where nobody can look. */
	openReader?(): StateReader;
}

/** What Keyv needs of a storage adapter: it does everything else with these. */
export type StorageAdapter = EventEmitter &
	Pick<KeyvStorageAdapter, "get" | "set" | "delete" | "clear"> & {
		iterator<Value>(): AsyncGenerator<[string, KeyvStorageGetResult<Value>]>;
	};

/** A storage adapter that can tell which revision of a key it saw last. */
export type RevisionedAdapter = StorageAdapter & { revisionOf(key: string): string | null };

/** Keyv without key prefix and value wrapper, which never turns a failure into a missing value. */
export function plainKeyv(adapter: StorageAdapter): Keyv<string> {
	const keyv = new Keyv<string>(adapter, { serialization: false });
	// By default Keyv answers undefined when the store fails: the replica would start again from
	// state 0.
	keyv.throwOnEmitError = true;
	return keyv;
}

/**
 * @param prepare by default there is nothing to wait for
 * @param openReader absent: what the method holds can't be looked into
 */
export function stateStorage(
	identity: string,
	adapter: RevisionedAdapter,
	prepare: StateStorage["prepare"] = async () => ({ startedAt: null }),
	openReader?: () => StateReader,
): StateStorage {
	const keyv = plainKeyv(adapter);
	return {
		prepare,
		...(openReader && { openReader }),
		async load() {
			const state = (await keyv.get(identity)) ?? null;
			return { state, revision: state === null ? null : adapter.revisionOf(identity) };
		},
		async persist(state) {
			if (!(await keyv.set(identity, state))) {
				throw new Error(`Keyv didn't persist the state of ${identity}.`);
			}
			return { revision: adapter.revisionOf(identity) };
		},
	};
}
