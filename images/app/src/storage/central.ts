import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import {
	type KeyvStorageEntry,
	type KeyvStorageGetResult,
	type KeyvValue,
	keyvStorageCapability,
} from "keyv";
import {
	defaultRetryPolicy,
	type RetryPolicy,
	retryDelaySeconds,
} from "../retry.ts";
import type { Answer, CouchDb, StoredDocument } from "./couchdb.ts";
import { decideWrite } from "./decide.ts";
import { Conflict, NotApplied, UnknownOutcome } from "./outcome.ts";
import type { StorageAdapter } from "./stateStorage.ts";

export interface CentralStorageOptions {
	retry?: RetryPolicy;
	/**
	 * Whether `stored`, found in the place of `value`, is an earlier value that `value` may replace. By default no
	 * value that this adapter doesn't know of is replaced.
	 */
	precedes?: (
		key: string,
		stored: string,
		value: string,
	) => boolean | Promise<boolean>;
	/** No further tries once it is aborted; the try in hand ends by itself. */
	stop?: AbortSignal;
	/** Uniform in [0, 1). */
	random?: () => number;
}

/**
 * Keyv storage adapter for one CouchDB database, a document a key: `{ _id, _rev, value, expires }`. Values are
 * strings; use Keyv with `serialization: false`, so that documents are stored as the study's.
 *
 * Writes answer true once acknowledged (201), or when the store is found to hold the value already, from an earlier
 * try. Otherwise they throw: {@link Conflict}, {@link NotApplied} or {@link UnknownOutcome}. Operations on one key run one
 * after another; a write is tried again only after reading, so that it never becomes two updates and never
 * replaces a later value.
 */
export class CentralStorage extends EventEmitter implements StorageAdapter {
	namespace: string | undefined = undefined;
	readonly #couch: CouchDb;
	readonly #options: Required<Omit<CentralStorageOptions, "stop">> & {
		stop: AbortSignal | undefined;
	};
	readonly #revisions = new Map<string, string>();
	readonly #queues = new Map<string, Promise<unknown>>();

	constructor(couch: CouchDb, options: CentralStorageOptions = {}) {
		super();
		this.#couch = couch;
		this.#options = {
			retry: options.retry ?? defaultRetryPolicy,
			precedes: options.precedes ?? (() => false),
			random: options.random ?? Math.random,
			stop: options.stop,
		};
	}

	get capabilities() {
		return keyvStorageCapability(this);
	}

	/** The revision of the key's document as last read or written, null when none is known. */
	revisionOf(key: string): string | null {
		return this.#revisions.get(key) ?? null;
	}

	async get<Value>(key: string): Promise<KeyvStorageGetResult<Value>> {
		const stored = await this.#inTurn(key, () => this.#read(key));
		return stored === null || isExpired(stored)
			? undefined
			: {
					value: stored.value as Value,
					expires: stored.expires ?? undefined,
				};
	}

	async set(key: string, data: unknown, expires?: number): Promise<boolean> {
		const value = unwrap(data);
		await this.#inTurn(key, () => this.#write(key, value, expires ?? null));
		return true;
	}

	async delete(key: string): Promise<boolean> {
		return this.#inTurn(key, () => this.#remove(key));
	}

	async has(key: string): Promise<boolean> {
		return (await this.get(key)) !== undefined;
	}

	async clear(): Promise<void> {
		await this.deleteMany(
			await this.#couch.listIds(this.#options.retry.attemptTimeoutSeconds),
		);
	}

	async getMany<Value>(
		keys: string[],
	): Promise<Array<KeyvStorageGetResult<Value | undefined>>> {
		return Promise.all(keys.map((key) => this.get<Value>(key)));
	}

	async setMany<Value>(
		entries: KeyvStorageEntry<Value>[],
	): Promise<boolean[] | undefined> {
		return Promise.all(
			entries.map(({ key, value, expires }) => this.set(key, value, expires)),
		);
	}

	async deleteMany(keys: string[]): Promise<boolean[]> {
		return Promise.all(keys.map((key) => this.delete(key)));
	}

	async hasMany(keys: string[]): Promise<boolean[]> {
		return Promise.all(keys.map((key) => this.has(key)));
	}

	/** Runs the operations of one key one after another, in the order in which they were asked for. */
	async #inTurn<T>(key: string, operation: () => Promise<T>): Promise<T> {
		const before = this.#queues.get(key) ?? Promise.resolve();
		const result = before.then(operation, operation);
		const settled = result.then(
			() => {},
			() => {},
		);
		this.#queues.set(key, settled);
		try {
			return await result;
		} finally {
			if (this.#queues.get(key) === settled) this.#queues.delete(key);
		}
	}

	/** Yields before each try, after a pause where there was one before it. */
	async *#tries(): AsyncGenerator<number> {
		const { retry, random, stop } = this.#options;
		const first = performance.now();
		for (let attempt = 0; attempt < retry.attempts; attempt++) {
			if (attempt > 0) {
				const pause = retryDelaySeconds(retry, attempt, random());
				const elapsed = (performance.now() - first) / 1000;
				if (stop?.aborted || elapsed + pause > retry.deadlineSeconds) return;
				await sleep(
					pause * 1000,
					undefined,
					stop ? { signal: stop } : {},
				).catch(() => {});
				if (stop?.aborted) return;
			}
			yield attempt;
		}
	}

	async #read(key: string): Promise<StoredDocument | null> {
		let reason = "";
		for await (const _ of this.#tries()) {
			const answer = await this.#readOnce(key);
			if (answer.kind === "document") return answer.document;
			if (answer.kind === "missing") return null;
			reason = reasonOf(answer);
			if (answer.kind === "refused") break;
		}
		throw new NotApplied(`The central store didn't answer a read: ${reason}.`);
	}

	/** One read; a missing database is made, and then holds nothing. */
	async #readOnce(key: string): Promise<Answer> {
		const { attemptTimeoutSeconds } = this.#options.retry;
		const answer = await this.#couch.read(key, attemptTimeoutSeconds);
		if (answer.kind === "document") {
			this.#revisions.set(key, answer.document.revision);
		} else if (answer.kind === "missing") {
			this.#revisions.delete(key);
		} else if (answer.kind === "no-database") {
			this.#revisions.delete(key);
			return this.#createDatabase();
		}
		return answer;
	}

	/** `missing` once the database is there. */
	async #createDatabase(): Promise<Answer> {
		const answer = await this.#couch.createDatabase(
			this.#options.retry.attemptTimeoutSeconds,
		);
		return answer.kind === "acknowledged" ||
			answer.kind === "quorum-missed" ||
			answer.kind === "exists"
			? { kind: "missing" }
			: answer;
	}

	async #write(
		key: string,
		value: string,
		expires: number | null,
	): Promise<void> {
		const { attemptTimeoutSeconds } = this.#options.retry;
		let revision = this.revisionOf(key);
		let readFirst = false;
		/** Why an earlier try may have been applied. */
		let uncertain: string | null = null;
		let reason = "";
		for await (const _ of this.#tries()) {
			if (readFirst) {
				const found = await this.#readOnce(key);
				if (found.kind !== "document" && found.kind !== "missing") {
					reason = reasonOf(found);
					continue;
				}
				const decision = await decideWrite(
					found.kind === "document" ? found.document : null,
					value,
					(stored) => this.#options.precedes(key, stored, value),
				);
				if (decision.kind === "done") return;
				if (decision.kind === "conflict") {
					const message = `The central store holds another value of ${key} that this update must not replace: ${decision.stored}.`;
					throw uncertain === null
						? new Conflict(message)
						: new UnknownOutcome(`${message} Before that: ${uncertain}.`);
				}
				revision = decision.revision;
			}
			const answer = await this.#couch.write(
				key,
				{ value, expires },
				revision,
				attemptTimeoutSeconds,
			);
			switch (answer.kind) {
				case "acknowledged":
					this.#revisions.set(key, answer.revision);
					return;
				case "quorum-missed":
					this.#revisions.set(key, answer.revision);
					throw new UnknownOutcome(
						`The central store didn't acknowledge a write: ${answer.reason}.`,
					);
				case "unknown":
					uncertain = reasonOf(answer);
					readFirst = true;
					break;
				case "conflict":
				case "no-database":
					readFirst = true;
					break;
			}
			reason = reasonOf(answer);
			if (answer.kind === "refused") break;
		}
		throw uncertain === null
			? new NotApplied(`The central store didn't take a write: ${reason}.`)
			: new UnknownOutcome(
					`The central store didn't acknowledge a write: ${uncertain}.`,
				);
	}

	async #remove(key: string): Promise<boolean> {
		const { attemptTimeoutSeconds } = this.#options.retry;
		let reason = "";
		let uncertain = false;
		for await (const _ of this.#tries()) {
			const found = await this.#readOnce(key);
			// After an unanswered try, a missing document is most likely our own doing.
			if (found.kind === "missing") return uncertain;
			let answer: Answer = found;
			if (found.kind === "document") {
				answer = await this.#couch.remove(
					key,
					found.document.revision,
					attemptTimeoutSeconds,
				);
				if (answer.kind === "acknowledged") {
					this.#revisions.delete(key);
					return true;
				}
				if (answer.kind === "unknown" || answer.kind === "quorum-missed") {
					uncertain = true;
				}
			}
			reason = reasonOf(answer);
			if (answer.kind === "refused") break;
		}
		const message = `The central store didn't confirm a deletion: ${reason}.`;
		throw uncertain ? new UnknownOutcome(message) : new NotApplied(message);
	}
}

function isExpired({ expires }: StoredDocument): boolean {
	return expires !== null && expires <= Date.now();
}

function unwrap(data: unknown): string {
	const value = (data as KeyvValue<unknown> | null)?.value;
	if (typeof value !== "string") {
		throw new TypeError(
			"The central store keeps strings: use Keyv with serialization: false and a string value.",
		);
	}
	return value;
}

function reasonOf(answer: Answer): string {
	return "reason" in answer ? answer.reason : answer.kind;
}
