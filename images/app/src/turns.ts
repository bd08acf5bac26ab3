/** Turned away before its turn: nothing of the work was done. */
export class Refused extends Error {
	override name = "Refused";
}

/** Work that must not overlap: one piece at a time. */
export interface Turns {
	/**
	 * Does the work once what is in hand is done, before everything else that waits.
	 *
	 * @throws Refused after `close`
	 */
	first<T>(work: () => Promise<T>): Promise<T>;
	/**
	 * Does the work after everything that waits.
	 *
	 * @param left aborted: nobody wants the work any more, unless it has begun
	 * @throws Refused when too much waits, and after `close`
	 */
	last<T>(work: () => Promise<T>, left?: AbortSignal): Promise<T>;
	/** Turns away what waits and whatever comes; resolves once what is in hand is done. */
	close(): Promise<void>;
}

interface Waiting {
	begin: () => void;
	refuse: (reason: Refused) => void;
}

/** @param mostWaiting how many pieces may wait for their turn, beside the one in hand */
export function createTurns(mostWaiting: number): Turns {
	let waiting: Waiting[] = [];
	let busy = false;
	let closed = false;
	let onIdle: (() => void)[] = [];

	async function inTurn<T>(work: () => Promise<T>, wait: (one: Waiting) => void): Promise<T> {
		if (closed) throw stopping();
		if (busy) await new Promise<void>((begin, refuse) => wait({ begin, refuse }));
		busy = true;
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			// Still busy: nothing that comes meanwhile gets in between.
			if (next) next.begin();
			else {
				busy = false;
				for (const idle of onIdle) idle();
				onIdle = [];
			}
		}
	}

	return {
		first: (work) => inTurn(work, (one) => waiting.unshift(one)),
		last: (work, left) =>
			inTurn(work, (one) => {
				if (waiting.length >= mostWaiting) {
					one.refuse(new Refused(`${mostWaiting} others wait for their turn already: try again later.`));
					return;
				}
				waiting.push(one);
				left?.addEventListener("abort", () => {
					waiting = waiting.filter((other) => other !== one);
					one.refuse(new Refused("The client left before its turn came."));
				});
			}),
		close() {
			closed = true;
			for (const { refuse } of waiting) refuse(stopping());
			waiting = [];
			return busy ? new Promise((resolve) => onIdle.push(resolve)) : Promise.resolve();
		},
	};
}

function stopping(): Refused {
	return new Refused("This process is stopping: ask its successor.");
}
