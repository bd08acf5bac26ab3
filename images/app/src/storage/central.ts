import type { Answer, CouchDb, StoredDocument } from "./couchdb.ts";
import { decideWrite } from "./decide.ts";
import { Conflict, NotApplied, UnknownOutcome } from "./outcome.ts";
import { RetryingStorage, type RetryingStorageOptions } from "./retryingStorage.ts";

/**
 * Keyv storage adapter for one CouchDB database, a document a key: `{ _id, _rev, value, expires }`,
 * as the study has them, and `writer`, the mark of the write.
 *
 * Writes answer true once acknowledged (201), or when the store is found to hold this very write
 * already, from an earlier try: by the mark, since another process of the identity writes equal
 * values. Otherwise they throw: {@link Conflict}, {@link NotApplied} or {@link UnknownOutcome}. A
 * write is tried again only after reading, so that it never becomes two updates and never replaces
 * a later value.
 */
export class CentralStorage extends RetryingStorage {
	readonly #couch: CouchDb;
	readonly #revisions = new Map<string, string>();

	constructor(couch: CouchDb, options: RetryingStorageOptions = {}) {
		super(options);
		this.#couch = couch;
	}

	/** The revision of the key's document as last read or written, null when none is known. */
	revisionOf(key: string): string | null {
		return this.#revisions.get(key) ?? null;
	}

	protected keys(): Promise<string[]> {
		return this.#couch.listIds(this.retry.attemptTimeoutSeconds);
	}

	protected async read(key: string): Promise<StoredDocument | null> {
		let reason = "";
		for await (const _ of this.tries()) {
			const answer = await this.#readOnce(key);
			if (answer.kind === "document") return answer.document;
			if (answer.kind === "missing") return null;
			reason = reasonOf(answer);
			if (answer.kind === "refused") break;
		}
		throw new NotApplied(`The central store didn't answer a read: ${reason}.`);
	}

	async #readOnce(key: string): Promise<Answer> {
		const answer = await this.#couch.read(key, this.retry.attemptTimeoutSeconds);
		if (answer.kind === "document") {
			this.#revisions.set(key, answer.document.revision);
		} else if (answer.kind === "missing") this.#revisions.delete(key);
		return answer;
	}

	protected async write(key: string, value: string, expires: number | null): Promise<void> {
		const { attemptTimeoutSeconds } = this.retry;
		const writer = this.nextWriter();
		let revision = this.revisionOf(key);
		let readFirst = false;
		/** Why an earlier try may have been applied. */
		let uncertain: string | null = null;
		let reason = "";
		for await (const _ of this.tries()) {
			if (readFirst) {
				const found = await this.#readOnce(key);
				if (found.kind !== "document" && found.kind !== "missing") {
					reason = reasonOf(found);
					if (found.kind === "refused") break;
					continue;
				}
				const document = found.kind === "document" ? found.document : null;
				const decision = await decideWrite(document, { value, writer }, (stored) => this.precedes(key, stored, value));
				if (decision.kind === "done") return;
				if (decision.kind === "conflict") {
					const message = `The central store holds another value of ${key} that this update must not replace: ${decision.stored}.`;
					throw uncertain === null
						? new Conflict(message)
						: new UnknownOutcome(`${message} Before that: ${uncertain}.`);
				}
				revision = document?.revision ?? null;
			}
			const answer = await this.#couch.write(key, { value, expires, writer }, revision, attemptTimeoutSeconds);
			switch (answer.kind) {
				case "acknowledged":
					this.#revisions.set(key, answer.revision);
					return;
				case "quorum-missed":
					this.#revisions.set(key, answer.revision);
					throw new UnknownOutcome(`The central store didn't acknowledge a write: ${answer.reason}.`);
				case "unknown":
					uncertain = reasonOf(answer);
					readFirst = true;
					break;
				case "conflict":
					readFirst = true;
					break;
			}
			reason = reasonOf(answer);
			if (answer.kind === "refused") break;
		}
		throw uncertain === null
			? new NotApplied(`The central store didn't take a write: ${reason}.`)
			: new UnknownOutcome(`The central store didn't acknowledge a write: ${uncertain}.`);
	}

	protected async remove(key: string): Promise<boolean> {
		const { attemptTimeoutSeconds } = this.retry;
		let reason = "";
		let uncertain = false;
		for await (const _ of this.tries()) {
			const found = await this.#readOnce(key);
			// After an unanswered try, a missing document is most likely our own doing.
			if (found.kind === "missing") return uncertain;
			let answer: Answer = found;
			if (found.kind === "document") {
				answer = await this.#couch.remove(key, found.document.revision, attemptTimeoutSeconds);
				if (answer.kind === "acknowledged") {
					this.#revisions.delete(key);
					return true;
				}
				if (answer.kind === "unknown" || answer.kind === "quorum-missed") uncertain = true;
			}
			reason = reasonOf(answer);
			if (answer.kind === "refused") break;
		}
		const message = `The central store didn't confirm a deletion: ${reason}.`;
		throw uncertain ? new UnknownOutcome(message) : new NotApplied(message);
	}
}

function reasonOf(answer: Answer): string {
	return "reason" in answer ? answer.reason : answer.kind;
}
