import { setTimeout as sleep } from "node:timers/promises";
import type { StateAnswer } from "./states.ts";

const firstSearchPauseSeconds = 0.1;
const longestSearchPauseSeconds = 3;
/** Between looks: once the first state was read, before that with a way to it, and without one. */
const servedSeconds = 0.5;
const wayFoundSeconds = 0.02;
const noWaySeconds = 0.1;

/** How a consensus replica reaches its own Pod's state: by its own member, or by way of a peer. */
export interface StateRoute {
	/** Whether the own member answers, and nothing that it answered is in doubt. */
	memberAnswers(): boolean;
	/** Whether there is any way at all. */
	exists(): boolean;
	/** Looks for a peer that knows a way. */
	search(): Promise<void>;
	/** Reads the own Pod's state. */
	read(): Promise<StateAnswer>;
	/** The state was read for the first time. */
	onServed(): void;
	/** Seconds, never back. */
	clock(): number;
}

/** Keeps a way open until the application's first call, and whenever the own member is away. */
export class StateRouteKeeper {
	readonly #way: StateRoute;
	#served = false;

	constructor(way: StateRoute) {
		this.#way = way;
	}

	/** Whether the state was read once: whatever comes later is the application's to see. */
	get served(): boolean {
		return this.#served;
	}

	/** Never ends. */
	async keep(): Promise<never> {
		const way = this.#way;
		let searchAt = 0;
		let pause = firstSearchPauseSeconds;
		for (;;) {
			const now = way.clock();
			if (way.memberAnswers()) {
				pause = firstSearchPauseSeconds;
			} else if (now >= searchAt) {
				await way.search();
				// At the first formation there is nobody to find, and n replicas that ask all the time
				// would only be in its way.
				pause = Math.min(2 * pause, longestSearchPauseSeconds);
				searchAt = now + pause;
			}
			const exists = way.exists();
			if (!this.#served && exists) {
				this.#served = (await way.read()).kind === "ok";
				if (this.#served) way.onServed();
			}
			const seconds = this.#served ? servedSeconds : exists ? wayFoundSeconds : noWaySeconds;
			await sleep(seconds * 1000);
		}
	}
}
