/**
 * How long the loop may show no sign of life before it counts as stuck, in seconds. An operation
 * ends within its deadline and one last try (some 6 s) even if the store is gone, so only a loop
 * that no longer goes round takes longer.
 */
export function patienceSeconds(intervalSeconds: number): number {
	return Math.max(10, 10 * intervalSeconds);
}

export function heartbeat(patience: number, now: () => number) {
	let last = now();
	return {
		beat(): void {
			last = now();
		},
		alive: (): boolean => now() - last <= patience,
	};
}
