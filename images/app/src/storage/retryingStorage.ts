import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { KeyvStorageGetResult, KeyvValue } from "keyv";
import { defaultRetryPolicy, type RetryPolicy, retryDelaySeconds } from "../retry.ts";
import type { StorageAdapter } from "./stateStorage.ts";
import { writerMarks } from "./writer.ts";

export interface RetryingStorageOptions {
	retry?: RetryPolicy;
	/**
	 * Whether `stored`, found in the place of `value`, is an earlier value that `value` may replace.
	 * By default no value that this adapter doesn't know of is replaced.
	 */
	precedes?: (key: string, stored: string, value: string) => boolean | Promise<boolean>;
	/** No further tries once it is aborted; the try in hand ends by itself. */
	stop?: AbortSignal | undefined;
	/** Uniform in [0, 1). */
	random?: () => number;
}

/** A value and when it ends, Unix time in milliseconds. */
export interface Stored {
	value: string;
	expires: number | null;
}

/**
 * What Keyv's storage adapters of all methods have in common. Values are strings; use Keyv with
 * `serialization: false`. Namespaces are Keyv's: an adapter can't tell which Keyv asks, so it
 * declares neither `namespace` nor `capabilities`, and each Keyv puts a bridge of its own before it
 * that prefixes keys, and clears no more than what has its prefix. Operations on one key run one
 * after another, in the order in which they were asked for; each is tried again as the retry policy
 * says. A method says how a key is read, written and removed.
 */
export abstract class RetryingStorage extends EventEmitter implements StorageAdapter {
	protected readonly retry: RetryPolicy;
	protected readonly precedes: NonNullable<RetryingStorageOptions["precedes"]>;
	readonly #stop: AbortSignal | undefined;
	readonly #random: () => number;
	/** The mark of the next write. */
	protected readonly nextWriter = writerMarks();
	readonly #queues = new Map<string, Promise<unknown>>();

	constructor(options: RetryingStorageOptions = {}) {
		super();
		this.retry = options.retry ?? defaultRetryPolicy;
		this.precedes = options.precedes ?? (() => false);
		this.#random = options.random ?? Math.random;
		this.#stop = options.stop;
	}

	/** @throws NotApplied when it can't be read */
	protected abstract read(key: string): Promise<Stored | null>;
	/** @throws Conflict, NotApplied or UnknownOutcome */
	protected abstract write(key: string, value: string, expires: number | null): Promise<void>;
	/**
	 * Whether there was something.
	 *
	 * @throws NotApplied or UnknownOutcome
	 */
	protected abstract remove(key: string): Promise<boolean>;
	protected abstract keys(): Promise<string[]>;

	async get<Value>(key: string): Promise<KeyvStorageGetResult<Value>> {
		const stored = await this.#inTurn(key, () => this.read(key));
		return stored === null || isExpired(stored)
			? undefined
			: { value: stored.value as Value, expires: stored.expires ?? undefined };
	}

	async set(key: string, data: unknown): Promise<boolean> {
		const { value, expires } = valueIn(data);
		await this.#inTurn(key, () => this.write(key, value, expires));
		return true;
	}

	async delete(key: string): Promise<boolean> {
		return this.#inTurn(key, () => this.remove(key));
	}

	async clear(): Promise<void> {
		const keys = await this.keys();
		await Promise.all(keys.map((key) => this.delete(key)));
	}

	/** Every key and what it holds, as far as it hasn't ended; Keyv clears a namespace by it. */
	async *iterator<Value>(): AsyncGenerator<[string, KeyvStorageGetResult<Value>]> {
		for (const key of await this.keys()) {
			const stored = await this.get<Value>(key);
			if (stored !== undefined) yield [key, stored];
		}
	}

	/** Runs the operations of one key one after another, as they were asked for. */
	async #inTurn<T>(key: string, operation: () => Promise<T>): Promise<T> {
		const before = this.#queues.get(key) ?? Promise.resolve();
		const result = before.then(operation, operation);
		const settled = result.catch(() => {});
		this.#queues.set(key, settled);
		try {
			return await result;
		} finally {
			if (this.#queues.get(key) === settled) this.#queues.delete(key);
		}
	}

	/** Yields before each try, after a pause where there was one before it. */
	protected async *tries(): AsyncGenerator<number> {
		const retry = this.retry;
		const stop = this.#stop;
		const first = performance.now();
		for (let attempt = 0; attempt < retry.attempts; attempt++) {
			if (attempt > 0) {
				const pause = retryDelaySeconds(retry, attempt, this.#random());
				const elapsed = (performance.now() - first) / 1000;
				if (stop?.aborted || elapsed + pause > retry.deadlineSeconds) return;
				await sleep(pause * 1000, undefined, stop ? { signal: stop } : {}).catch(() => {});
				if (stop?.aborted) return;
			}
			yield attempt;
		}
	}
}

function isExpired({ expires }: Stored): boolean {
	return expires !== null && expires <= Date.now();
}

/** The end is absolute here; beside it Keyv hands on how long that is from now. */
function valueIn(data: unknown): Stored {
	const { value, expires } = (data ?? {}) as Partial<KeyvValue<unknown>>;
	if (typeof value !== "string") {
		throw new TypeError("A storage adapter keeps strings: use Keyv with serialization: false and a string value.");
	}
	return { value, expires: expires ?? null };
}
