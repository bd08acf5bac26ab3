import type { Answer, Consensus } from "./consensus.ts";
import { decideWrite, type WriteDecision } from "./decide.ts";
import { unwrap, wrap } from "./envelope.ts";
import { Conflict, NotApplied, UnknownOutcome } from "./outcome.ts";
import { RetryingStorage, type RetryingStorageOptions, type Stored } from "./retryingStorage.ts";

/**
 * Keyv storage adapter for a consistent store: a consensus replica in the same Pod or outside of
 * it, or an etcd cluster. Every write is a compare-and-set against what this process read or wrote
 * last, so that a process that outlived its deletion can't move a state back, nor have an update
 * acknowledged that its successor made.
 *
 * Writes answer true once a majority has them, or when the store is found to hold this very write
 * already, from an earlier try whose answer was lost: by the mark that each write carries, since
 * another process of the identity writes equal values. Otherwise they throw: {@link Conflict},
 * {@link NotApplied} or {@link UnknownOutcome}.
 */
export class DecentralStorage extends RetryingStorage {
	readonly #consensus: Pick<Consensus, "read" | "write">;
	/** At the beginning of a sentence. */
	readonly #name: string;
	/** The text of each key as last read or written; null for none. */
	readonly #known = new Map<string, string | null>();
	/** Every key this adapter dealt with. */
	readonly #keys = new Set<string>();

	constructor(
		consensus: Pick<Consensus, "read" | "write">,
		options: RetryingStorageOptions = {},
		name = "The consensus replica",
	) {
		super(options);
		this.#consensus = consensus;
		this.#name = name;
	}

	/** A Raft group keeps no revision that anybody could see. */
	revisionOf(): null {
		return null;
	}

	/** The interface lists no keys, so those are meant that this adapter dealt with. */
	protected async keys(): Promise<string[]> {
		return [...this.#keys];
	}

	protected async read(key: string): Promise<Stored | null> {
		let reason = "";
		for await (const _ of this.tries()) {
			const answer = await this.#readOnce(key);
			if (answer.kind === "ok") return answer.text === null ? null : unwrap(answer.text);
			reason = reasonOf(answer);
			if (answer.kind === "refused") break;
		}
		throw new NotApplied(`${this.#name} didn't answer a read: ${reason}.`);
	}

	async #readOnce(key: string): Promise<Answer> {
		this.#keys.add(key);
		const answer = await this.#consensus.read(key, this.retry.attemptTimeoutSeconds);
		if (answer.kind === "ok") this.#known.set(key, answer.text);
		return answer;
	}

	protected async write(key: string, value: string, expires: number | null): Promise<void> {
		const writer = this.nextWriter();
		await this.#compareAndSet(key, wrap(value, expires, writer), (stored) =>
			decideWrite(stored === null ? null : unwrap(stored), { value, writer }, (earlier) =>
				this.precedes(key, earlier, value),
			),
		);
	}

	/** Whether there was something, as far as this process knew. */
	protected async remove(key: string): Promise<boolean> {
		const replaced = await this.#compareAndSet(key, null, async () => ({ kind: "write" }));
		return replaced !== null;
	}

	/**
	 * @param decide what to do about a stored text that this process didn't know of
	 * @returns the text that was replaced
	 */
	async #compareAndSet(
		key: string,
		text: string | null,
		decide: (stored: string | null) => Promise<WriteDecision>,
	): Promise<string | null> {
		let previous = this.#known.get(key);
		let reason = "";
		/** Why an earlier try may have been applied. */
		let uncertain: string | null = null;
		/** Whether it is done already; if not, `stored` may be replaced. */
		const isDone = async (stored: string | null): Promise<boolean> => {
			const decision = await decide(stored);
			if (decision.kind !== "conflict") return decision.kind === "done";
			const message = `${this.#name} holds another value of ${key} that this update must not replace: ${decision.stored}.`;
			throw uncertain === null ? new Conflict(message) : new UnknownOutcome(`${message} Before that: ${uncertain}.`);
		};
		for await (const _ of this.tries()) {
			if (previous === undefined) {
				const found = await this.#readOnce(key);
				if (found.kind !== "ok") {
					reason = reasonOf(found);
					if (found.kind === "refused") break;
					continue;
				}
				if (await isDone(found.text)) return found.text;
				previous = found.text;
			}
			const answer = await this.#consensus.write(key, text, previous, this.retry.attemptTimeoutSeconds);
			switch (answer.kind) {
				case "ok":
					this.#known.set(key, text);
					return previous;
				case "conflict":
					this.#known.set(key, answer.text);
					if (await isDone(answer.text)) return previous;
					previous = answer.text;
					break;
				case "unknown":
					uncertain = answer.reason;
					this.#known.delete(key);
					previous = undefined;
					break;
			}
			reason = reasonOf(answer);
			if (answer.kind === "refused") break;
		}
		throw uncertain === null
			? new NotApplied(`${this.#name} didn't take a write: ${reason}.`)
			: new UnknownOutcome(`${this.#name} didn't acknowledge a write: ${uncertain}.`);
	}
}

function reasonOf(answer: Answer): string {
	return "reason" in answer ? answer.reason : answer.kind;
}
