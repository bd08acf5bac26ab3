import { isRunning, type ProcessIdentity } from "../processes.ts";

/**
 * Sends a signal to processes of which some may have ended in the meantime.
 *
 * @throws Error, after all were tried, when one can't be sent it
 */
export function signal(processes: readonly number[], name: NodeJS.Signals): void {
	const failures: string[] = [];
	for (const pid of processes) {
		try {
			process.kill(pid, name);
		} catch (error) {
			const { code, message } = error as NodeJS.ErrnoException;
			// It ended in the meantime.
			if (code !== "ESRCH") failures.push(`process ${pid}: ${message}`);
		}
	}
	if (failures.length > 0) {
		throw new Error(`${name} can't be sent: ${failures.join("; ")}.`);
	}
}

/** As {@link signal}, unless the process has ended, and another has its id. */
export function signalIfThere(process: ProcessIdentity, name: NodeJS.Signals): void {
	if (isRunning(process)) signal([process.pid], name);
}
