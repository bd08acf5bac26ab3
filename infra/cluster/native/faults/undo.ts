/**
 * Undoes a fault as far as it still stands. Throws while something does, and may be called again at
 * any time.
 */
export type Undo = () => void;

/** One thing that a fault changed. */
export interface Part {
	/** In words, for whoever asks what still stands. */
	what: string;
	/** Does nothing where nothing stands. @throws Error when it can't be undone now */
	undo: () => void;
}

/** What still stands after an undo, and why. */
export class StillStands extends Error {
	override name = "StillStands";
	readonly parts: readonly string[];

	constructor(parts: readonly string[]) {
		super(`still stands: ${parts.join("; ")}`);
		this.parts = parts;
	}
}

/**
 * An injection that failed half-way and couldn't be undone completely at the first try: whoever
 * gets it goes on trying.
 */
export class HalfInjected extends Error {
	override name = "HalfInjected";
	readonly undo: Undo;

	constructor(why: string, left: string, undo: Undo) {
		super(`${why} What had been done by then ${left}`);
		this.undo = undo;
	}
}

/**
 * Undoes parts, in this order, each tried whatever becomes of the others. Called again, it tries
 * those that failed; called after everything was undone, it undoes everything anew: somebody has
 * seen that it didn't help.
 *
 * @param parts may grow until it is called
 */
export function undoParts(parts: readonly Part[]): Undo {
	const done = new Set<Part>();
	return () => {
		if (parts.every((part) => done.has(part))) done.clear();
		const left: string[] = [];
		for (const part of parts) {
			if (done.has(part)) continue;
			try {
				part.undo();
				done.add(part);
			} catch (error) {
				left.push(`${part.what} (${(error as Error).message.trim()})`);
			}
		}
		if (left.length > 0) throw new StillStands(left);
	};
}
