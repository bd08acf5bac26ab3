/** What is about to be stopped may start others meanwhile: they are found by looking again, at most so often. */
const mostRounds = 50;

/**
 * Stops processes, and those that they start meanwhile.
 *
 * @param processes as they are now, asked until there is no new one
 * @param stop sends them SIGSTOP
 * @throws Error when new ones keep appearing
 */
export function stopProcesses(processes: () => readonly number[], stop: (processes: readonly number[]) => void): void {
	const stopped = new Set<number>();
	for (let round = 0; round < mostRounds; round++) {
		const running = processes().filter((pid) => !stopped.has(pid));
		if (running.length === 0) return;
		stop(running);
		for (const pid of running) stopped.add(pid);
	}
	throw new Error("New processes start faster than they can be stopped.");
}
