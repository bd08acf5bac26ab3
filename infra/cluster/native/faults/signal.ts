/** Sends a signal to processes of which some may have ended in the meantime. */
export function signal(
	processes: readonly number[],
	name: NodeJS.Signals,
): void {
	for (const pid of processes) {
		try {
			process.kill(pid, name);
		} catch (error) {
			// It ended in the meantime.
			if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
		}
	}
}
