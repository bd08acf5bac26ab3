import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Disk } from "./disk.ts";
import { unwrap, wrap } from "./envelope.ts";
import { NotApplied, UnknownOutcome } from "./outcome.ts";
import { RetryingStorage, type RetryingStorageOptions, type Stored } from "./retryingStorage.ts";

const suffix = ".state";
/** Of files that aren't whole yet, or never will be. */
const unfinished = ".new";

/**
 * Keyv storage adapter for a volume of the Pod's own, a file a key. A value is written beside the
 * one that is there, synced, and renamed into its place, and then the folder is synced: whenever
 * the process or the machine dies, the file holds one value or the other, whole, and never an
 * earlier one than was acknowledged (T. Pillai et al., "All File Systems Are Not Created Equal",
 * OSDI 2014).
 *
 * Writes answer true once the disk has them. Otherwise they throw {@link NotApplied}, when the
 * earlier value is certainly still there, or {@link UnknownOutcome}. Nothing is tried again: a disk
 * that failed once isn't to be trusted with a second try. Nobody else is kept from writing the same
 * files.
 */
export class VolumeStorage extends RetryingStorage {
	readonly #disk: Disk;
	/** So that two processes on one volume don't write into one file. */
	readonly #own = randomUUID();
	/** Whether all in the folder outlives a loss of power: what doesn't mustn't be answered. */
	#synced = false;
	/** Whether a call to the disk hasn't come back. */
	#hanging = false;
	#tidied = false;

	constructor(disk: Disk, options: RetryingStorageOptions = {}) {
		super(options);
		this.#disk = disk;
	}

	/** A file keeps no revision. */
	revisionOf(): null {
		return null;
	}

	protected async keys(): Promise<string[]> {
		const names = await this.#call("list its files", NotApplied, () => this.#disk.names());
		return names.filter((name) => name.endsWith(suffix)).map(keyOf);
	}

	protected async read(key: string): Promise<Stored | null> {
		const what = "answer a read";
		if (!this.#synced) await this.#sync(what, NotApplied);
		const text = await this.#call(what, NotApplied, () => this.#disk.read(fileOf(key)));
		return text === null ? null : unwrap(text);
	}

	protected async write(key: string, value: string, expires: number | null): Promise<void> {
		await this.#tidy();
		const file = fileOf(key);
		const next = `${file}.${this.#own}${unfinished}`;
		await this.#call("take a write", NotApplied, () => this.#disk.write(next, wrap(value, expires)));
		this.#synced = false;
		await this.#call("acknowledge a write", UnknownOutcome, () => this.#disk.rename(next, file));
		await this.#sync("acknowledge a write", UnknownOutcome);
	}

	protected async remove(key: string): Promise<boolean> {
		const what = "confirm a deletion";
		this.#synced = false;
		const removed = await this.#call(what, UnknownOutcome, () => this.#disk.remove(fileOf(key)));
		await this.#sync(what, UnknownOutcome);
		return removed;
	}

	async #sync(what: string, Failed: Failure): Promise<void> {
		await this.#call(what, Failed, () => this.#disk.sync());
		this.#synced = true;
	}

	/** Removes what a process left that died while it was writing: once, for the sake of room. */
	async #tidy(): Promise<void> {
		if (this.#tidied) return;
		this.#tidied = true;
		await this.#call("list its files", NotApplied, async () => {
			const names = await this.#disk.names();
			const left = names.filter((name) => name.endsWith(unfinished));
			for (const name of left) await this.#disk.remove(name);
		}).catch(() => {});
	}

	/**
	 * Makes one call to the disk and waits for it as long as the retry policy allows. Calls can't be
	 * taken back, so none is made while an earlier one hangs: what that does late must not come after
	 * what was done since.
	 *
	 * @param what the volume was to do
	 * @param Failed what it means that it said no, or nothing
	 */
	async #call<Result>(what: string, Failed: Failure, call: () => Promise<Result>): Promise<Result> {
		if (this.#hanging) {
			throw new NotApplied(`The volume didn't ${what}: an earlier call to it hasn't come back.`);
		}
		const { deadlineSeconds } = this.retry;
		const timer = new AbortController();
		const called = call().then(
			(result) => ({ result }),
			(error: Error) => ({ error }),
		);
		const outcome = await Promise.race([
			called,
			sleep(deadlineSeconds * 1000, null, { signal: timer.signal }).catch(() => null),
		]);
		timer.abort();
		if (outcome === null) {
			this.#hanging = true;
			void called.then(() => {
				this.#hanging = false;
			});
			throw new Failed(`The volume didn't ${what}: no answer within ${deadlineSeconds} s.`);
		}
		if ("error" in outcome) {
			throw new Failed(`The volume didn't ${what}: ${outcome.error.message}.`);
		}
		return outcome.result;
	}
}

type Failure = typeof NotApplied | typeof UnknownOutcome;

/** Any text as the name of a file. */
function fileOf(key: string): string {
	return `${encodeURIComponent(key)}${suffix}`;
}

function keyOf(file: string): string {
	return decodeURIComponent(file.slice(0, -suffix.length));
}
