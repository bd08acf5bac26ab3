/** Seconds since something happened, by a clock that never goes back. */
export class Stopwatch {
	readonly #clock: () => number;
	#since: number | null = null;

	constructor(clock: () => number) {
		this.#clock = clock;
	}

	/** Counts anew from now on. */
	restart(): this {
		this.#since = this.#clock();
		return this;
	}

	/** Counts from now on, unless it does already. */
	start(): void {
		this.#since ??= this.#clock();
	}

	stop(): void {
		this.#since = null;
	}

	get runs(): boolean {
		return this.#since !== null;
	}

	/** 0 while it doesn't run. */
	get seconds(): number {
		return this.#since === null ? 0 : this.#clock() - this.#since;
	}

	/** Whether it runs, and hasn't come so far yet. */
	isWithin(seconds: number): boolean {
		return this.runs && this.seconds < seconds;
	}
}
