import type { LabEvent } from "../../../schema/event.ts";

interface Waiting {
	event: LabEvent;
	stored: () => void;
}

/**
 * Stores what the observer itself has to tell, in its order. Nobody sends that again, so what can't
 * be stored is kept and tried again: a disk that is full may have room later.
 *
 * @param append resolves when stored
 */
export function ownEvents(append: (event: LabEvent) => Promise<void>, { retrySeconds = 2, most = 10_000 } = {}) {
	const waiting: Waiting[] = [];
	let lost = 0;
	let storing: Promise<void> | null = null;
	let retry: NodeJS.Timeout | undefined;

	async function storeAll(): Promise<void> {
		clearTimeout(retry);
		retry = undefined;
		try {
			for (let next = waiting[0]; next; next = waiting[0]) {
				await append(next.event);
				waiting.shift();
				next.stored();
			}
		} catch {
			retry = setTimeout(begin, retrySeconds * 1000);
			retry.unref();
		} finally {
			storing = null;
		}
	}

	function begin(): void {
		storing ??= storeAll();
	}

	return {
		/** Takes an event at once; resolves when it is stored, which may be late, or never. */
		tell: (event: LabEvent): Promise<void> =>
			new Promise((stored) => {
				if (waiting.length >= most) {
					lost++;
					return;
				}
				waiting.push({ event, stored });
				if (retry === undefined) begin();
			}),
		/** Events that were given up because too many waited. */
		lost: () => lost,
		/** Tries once more to store what waits, and ends. */
		async close() {
			await storing;
			clearTimeout(retry);
			await storeAll();
			clearTimeout(retry);
		},
	};
}
