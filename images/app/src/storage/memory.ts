import { RetryingStorage, type Stored } from "./retryingStorage.ts";

/**
 * Keyv storage adapter that keeps everything in the process's own memory, where nothing outlives
 * the process. It never fails.
 */
export class MemoryStorage extends RetryingStorage {
	readonly #stored = new Map<string, Stored>();

	/** Memory keeps no revisions. */
	revisionOf(): null {
		return null;
	}

	protected async read(key: string): Promise<Stored | null> {
		return this.#stored.get(key) ?? null;
	}

	protected async write(key: string, value: string, expires: number | null): Promise<void> {
		this.#stored.set(key, { value, expires });
	}

	protected async remove(key: string): Promise<boolean> {
		return this.#stored.delete(key);
	}

	protected async keys(): Promise<string[]> {
		return [...this.#stored.keys()];
	}
}
