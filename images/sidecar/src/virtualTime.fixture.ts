/** Time that passes only when a test says so, for what sleeps and reads a clock. */
export const virtualTime = {
	now: 1000,
	/** Seconds, never back. */
	clock: () => virtualTime.now,
	/** In place of node:timers/promises' setTimeout. */
	sleep: (milliseconds: number) =>
		new Promise<void>((wake) => {
			sleepers.push({ at: virtualTime.now + milliseconds / 1000, wake });
		}),
	/** Lets so many seconds pass; who sleeps wakes in order, one after the other. */
	async pass(seconds: number): Promise<void> {
		const end = virtualTime.now + seconds;
		for (;;) {
			await settled();
			sleepers.sort((a, b) => a.at - b.at);
			const next = sleepers[0];
			if (!next || next.at > end) break;
			sleepers.shift();
			virtualTime.now = next.at;
			next.wake();
		}
		virtualTime.now = end;
	},
};

const sleepers: { at: number; wake: () => void }[] = [];

/** All promises that need nothing but each other have come. */
function settled(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
