/**
 * How long the loop may show no sign of life before it counts as stuck, in seconds. An operation ends within its
 * deadline and one last try (some 6 s) even if the store is gone, so only a loop that no longer goes round takes longer.
 */
export function patienceSeconds(intervalSeconds: number): number {
	return Math.max(10, 10 * intervalSeconds);
}

export interface Heartbeat {
	beat(): void;
	alive(): boolean;
}

export function heartbeat(patience: number, now: () => number): Heartbeat {
	let last = now();
	return {
		beat() {
			last = now();
		},
		alive: () => now() - last <= patience,
	};
}
