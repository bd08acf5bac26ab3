import type { RetryingStorageOptions } from "./retryingStorage.ts";
import { plainKeyv, type StorageAdapter } from "./stateStorage.ts";

/**
 * Reads what the method holds just now, for whoever wants to look. It is a client of its own: what
 * the replica's loop knows of the store, and its place in the queue, stay what they are.
 */
export interface StateReader {
	/** Whether it reads every identity's state; if not, its own process's alone. */
	readsAll: boolean;
	/**
	 * Null where nothing is stored.
	 *
	 * @throws NotApplied when the method doesn't answer
	 */
	read(identity: string): Promise<string | null>;
}

/** @param adapter opened for this alone, unless it keeps what it holds in itself */
export function readerOf(adapter: StorageAdapter, readsAll: boolean): StateReader {
	const keyv = plainKeyv(adapter);
	return { readsAll, read: async (identity) => (await keyv.get(identity)) ?? null };
}

/** Options of a client that only reads: looking goes on while the process ends. */
export function forReading({ stop: _, ...others }: RetryingStorageOptions): RetryingStorageOptions {
	return others;
}
