import { randomUUID } from "node:crypto";
import type { FaultOrder } from "../../../../schema/faultOrder.ts";
import type { FaultView } from "../../../../schema/faultView.ts";
import type { Report, Witness } from "../../../../schema/witnessReport.ts";
import { type Change, describeChange, type Note } from "./change.ts";
import { HalfInjected, StillStands, type Undo } from "./undo.ts";

/** What faults need of the world. */
export interface FaultEffects {
	/**
	 * @param note to be told of each change
	 * @returns how to undo it, where it lasts
	 * @throws Error when it can't be done
	 */
	inject: (order: FaultOrder, note: Note) => Undo | null;
	/** Calls back after a while, in seconds. */
	later: (seconds: number, work: () => void) => void;
	/** Something that couldn't be undone yet. */
	trouble: (reason: string) => void;
	/** Looks whether faults bite, and whether they are gone. Absent: nobody looks. */
	witness?: Witness;
	/** Keeps what stands for an agent that starts after this one has died. */
	memory?: FaultMemory;
	/** Milliseconds since 1970. */
	clock?: () => number;
}

export interface FaultMemory {
	/** @throws Error when it can't be read */
	read: () => RememberedFault[];
	/** @throws Error when it can't be written */
	write: (faults: readonly RememberedFault[]) => void;
	undo: (changes: readonly Change[]) => Undo;
}

/** All that it takes to undo a fault, as data. Times are milliseconds since 1970. */
export interface RememberedFault {
	id: string;
	order: FaultOrder;
	injectedAt: number;
	undoAt: number;
	changes: Change[];
	before: unknown;
	injected: Report | null;
}

interface Fault extends RememberedFault {
	lasts: boolean;
	doneAt: number | null;
	undo: Undo | null;
	/** What the last try couldn't undo; null: it wasn't tried. */
	left: readonly string[] | null;
	trouble: string | null;
	/** When all parts were undone, as far as they know. */
	partsUndoneAt: number | null;
	/** How long until the next try by itself; null: none is due. */
	pauseSeconds: number | null;
	undone: Report | null;
}

const firstPauseSeconds = 0.05;
const longestPauseSeconds = 10;
/**
 * What was undone and is still seen to stand is undone anew only after a while: a killed process
 * takes a moment to go, a kubelet to come.
 */
const redoAfterSeconds = 3;
/** Faults of which it is known what became of them. */
const mostKnown = 1000;

/**
 * The faults that were ordered. Each that lasts is undone at its time, or earlier when somebody
 * says so, and the undoing is repeated, with growing pauses, until nothing of it stands: by its own
 * parts' word and by the witness's.
 */
export class StandingFaults {
	readonly #effects: FaultEffects;
	readonly #clock: () => number;
	readonly #known = new Map<string, Fault>();
	readonly #standing = new Set<Fault>();

	constructor(effects: FaultEffects) {
		this.#effects = effects;
		this.#clock = effects.clock ?? Date.now;
	}

	/**
	 * Takes over what an agent before this one left standing; each fault is undone when it was to be.
	 */
	takeOver(): void {
		const { memory } = this.#effects;
		if (memory === undefined) return;
		let remembered: RememberedFault[] = [];
		try {
			remembered = memory.read();
		} catch (error) {
			this.#effects.trouble(`What stands can't be read: ${(error as Error).message}`);
		}
		for (const one of remembered) {
			// What it takes to undo it is asked for only then: that may fail, and be tried again.
			const undo = once(() => memory.undo(one.changes));
			const fault = { ...newFault(one), undo: () => undo()() };
			this.#keep(fault);
			this.#standing.add(fault);
			const leftSeconds = (one.undoAt - this.#clock()) / 1000;
			this.#undoLater(fault, Math.max(0, leftSeconds));
		}
	}

	/**
	 * @throws Error when it can't be done; what is left of it then, if anything, stands, and is
	 *   undone like everything else
	 */
	inject(order: FaultOrder): FaultView {
		const { witness, inject } = this.#effects;
		const now = this.#clock();
		const lastsSeconds = "lastsSeconds" in order ? order.lastsSeconds : 0;
		const fault = newFault({
			id: randomUUID(),
			order,
			injectedAt: now,
			undoAt: now + lastsSeconds * 1000,
			changes: [],
			before: witness?.before(order) ?? null,
			injected: null,
		});
		this.#standing.add(fault);
		try {
			fault.undo = inject(order, (changes) => {
				fault.changes.push(...changes);
				this.#remember();
			});
		} catch (error) {
			if (error instanceof HalfInjected) {
				fault.undo = error.undo;
				this.#keep(fault);
				this.#retry(fault);
			} else {
				this.#forget(fault);
			}
			throw error;
		}
		fault.doneAt = this.#clock();
		this.#keep(fault);
		this.#look(fault);
		if (fault.undo === null) this.#forget(fault);
		else this.#undoLater(fault, lastsSeconds);
		return viewOf(fault, this.#standing.has(fault));
	}

	/** Tries to undo everything that stands; whether nothing does any more. */
	undoAll(): boolean {
		for (const fault of [...this.#standing]) {
			if (!this.#undo(fault)) this.#retry(fault);
		}
		return this.#standing.size === 0;
	}

	/** What stands. */
	standing(): FaultView[] {
		return [...this.#standing].map((fault) => viewOf(fault, true));
	}

	/**
	 * Whether all that stands has been undone by its own parts' word, and only the witness doesn't
	 * say so yet.
	 */
	awaitsWitness(): boolean {
		return [...this.#standing].every(({ left, partsUndoneAt }) => partsUndoneAt !== null && left?.length === 0);
	}

	/**
	 * One fault, standing or not, as its witness sees it now; null when none of that id was ordered.
	 */
	fault(id: string): FaultView | null {
		const fault = this.#known.get(id);
		if (fault === undefined) return null;
		this.#look(fault);
		return viewOf(fault, this.#standing.has(fault));
	}

	/**
	 * What was confirmed once stays so: a killed container starts again, and one that was squeezed is
	 * gone once it is killed for it.
	 */
	#look(fault: Fault): void {
		const { witness } = this.#effects;
		if (witness === undefined || fault.injected?.outcome === "confirmed") return;
		if (fault.lasts && !this.#standing.has(fault)) return;
		if (fault.partsUndoneAt !== null || fault.left !== null) return;
		fault.injected = witness.injected(fault.order, fault.before);
	}

	#undoLater(fault: Fault, seconds: number): void {
		this.#effects.later(seconds, () => {
			if (!this.#undo(fault)) this.#retry(fault);
		});
	}

	/** Whether nothing of it stands any more. */
	#undo(fault: Fault): boolean {
		if (!this.#standing.has(fault)) return true;
		this.#look(fault);
		const { trouble, witness } = this.#effects;
		try {
			if (this.#isDue(fault)) {
				fault.undo?.();
				fault.partsUndoneAt = this.#clock();
			}
			fault.left = [];
		} catch (error) {
			const { message } = error as Error;
			fault.left = error instanceof StillStands ? error.parts : [message];
			fault.trouble = null;
			trouble(`${fault.order.do}: ${message}`);
			return false;
		}
		if (witness !== undefined) {
			fault.undone = witness.undone(fault.order, fault.before);
			if (fault.undone.outcome !== "confirmed") {
				fault.trouble = `the witness says: ${fault.undone.detail}`;
				return false;
			}
		}
		fault.trouble = null;
		this.#forget(fault);
		return true;
	}

	#isDue({ partsUndoneAt }: Fault): boolean {
		return partsUndoneAt === null || this.#clock() - partsUndoneAt >= redoAfterSeconds * 1000;
	}

	#retry(fault: Fault): void {
		if (fault.pauseSeconds !== null) return;
		const after = (seconds: number) => {
			fault.pauseSeconds = seconds;
			this.#effects.later(seconds, () => {
				const before = fault.partsUndoneAt;
				if (this.#undo(fault)) fault.pauseSeconds = null;
				// The witness is asked again soon after something was undone.
				else if (fault.partsUndoneAt !== before) after(firstPauseSeconds);
				else after(Math.min(seconds * 2, longestPauseSeconds));
			});
		};
		after(firstPauseSeconds);
	}

	#keep(fault: Fault): void {
		this.#known.set(fault.id, fault);
		const [oldest] = this.#known.keys();
		if (this.#known.size > mostKnown) this.#known.delete(oldest as string);
	}

	#forget(fault: Fault): void {
		this.#standing.delete(fault);
		if (fault.changes.length === 0) return;
		try {
			this.#remember();
		} catch (error) {
			this.#effects.trouble((error as Error).message);
		}
	}

	#remember(): void {
		this.#effects.memory?.write(
			[...this.#standing]
				.filter(({ changes }) => changes.length > 0)
				.map(({ id, order, injectedAt, undoAt, changes, before, injected }) => ({
					...{ id, order, injectedAt, undoAt, changes, before, injected },
				})),
		);
	}
}

function once<T>(make: () => T): () => T {
	let made: T | undefined;
	return () => {
		made ??= make();
		return made;
	};
}

function newFault(remembered: RememberedFault): Fault {
	return {
		...remembered,
		lasts: "lastsSeconds" in remembered.order,
		doneAt: null,
		undo: null,
		left: null,
		trouble: null,
		partsUndoneAt: null,
		pauseSeconds: null,
		undone: null,
	};
}

function viewOf(fault: Fault, standing: boolean): FaultView {
	const { id, order, changes, left, trouble, injected, undone } = fault;
	const all = changes.length > 0 ? changes.map(describeChange) : [`the whole of "${order.do}"`];
	const known = left !== null && left.length > 0 ? left : all;
	return {
		id,
		do: order.do,
		order,
		injectedAt: new Date(fault.injectedAt).toISOString(),
		doneAt: fault.doneAt === null ? null : new Date(fault.doneAt).toISOString(),
		undoAt: fault.lasts ? new Date(fault.undoAt).toISOString() : null,
		standing,
		stands: standing ? known : [],
		trouble,
		injected,
		undone: standing ? null : undone,
	};
}
