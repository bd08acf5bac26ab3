import { Stopwatch } from "../stopwatch.ts";
import type { SeatView } from "./founding.ts";
import type { SeatPeers } from "./seatPeers.ts";

/** Between askings of everybody while the member runs: n replicas that start have more to do. */
const askAllSeconds = 1;
/** Who waits to be started asks the founder, and everybody only so often, in looks. */
const looksForAll = 5;

/** What the group's other Pods said of their members when they were asked last. */
export class PeerViews {
	readonly #peers: Pick<SeatPeers, "view">;
	readonly #others: readonly number[];
	readonly #sinceAllWereAsked: Stopwatch;
	#views = new Map<number, SeatView>();
	#next = 0;
	#looks = 0;

	constructor(peers: Pick<SeatPeers, "view">, others: readonly number[], clock: () => number) {
		this.#peers = peers;
		this.#others = others;
		this.#sinceAllWereAsked = new Stopwatch(clock);
	}

	get byOrdinal(): ReadonlyMap<number, SeatView> {
		return this.#views;
	}

	get all(): SeatView[] {
		return [...this.#views.values()];
	}

	/** How many hold data. */
	get kept(): number {
		return this.all.filter(({ kind }) => kind === "kept").length;
	}

	/** How many said anything. */
	get heard(): number {
		return this.all.filter(({ kind }) => kind !== "silent").length;
	}

	/** Whether the group answers somebody else. */
	get serveElsewhere(): boolean {
		return this.all.some((view) => view.kind === "kept" && view.serves);
	}

	/** @param wantsTicket as a founder does */
	async askAll(wantsTicket = false): Promise<void> {
		this.#sinceAllWereAsked.restart();
		const asked = this.#others.map(async (each) => [each, await this.#peers.view(each, wantsTicket)] as const);
		this.#views = new Map(await Promise.all(asked));
	}

	/** Everybody while something is wrong; else one after another, for questions cost both sides. */
	async look(settled: boolean): Promise<void> {
		if (!settled || this.kept < this.#others.length) {
			if (!this.#sinceAllWereAsked.isWithin(askAllSeconds)) await this.askAll();
			return;
		}
		await this.#ask(this.#others[this.#next++ % this.#others.length] as number);
	}

	/** Before a member without data starts: the founder is enough, and everybody now and then. */
	async lookFor(founder: number): Promise<void> {
		const isTurnOfAll = this.#looks++ % looksForAll === looksForAll - 1;
		if (isTurnOfAll || !this.#others.includes(founder)) await this.askAll();
		else await this.#ask(founder);
	}

	async #ask(ordinal: number): Promise<void> {
		this.#views.set(ordinal, await this.#peers.view(ordinal, false));
	}
}
