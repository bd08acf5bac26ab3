import { identify, type ProcessIdentity } from "../processes.ts";
import type { ChangeKind } from "./nodeFault.ts";
import { signal, signalIfThere } from "./signal.ts";

/**
 * What is about to be stopped may start others meanwhile: they are found by looking again, at most
 * so often.
 */
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

/** A process that was stopped. */
export type Stopped = { kind: "stopped"; process: ProcessIdentity };

export const stoppedChange: ChangeKind<Stopped> = {
	describe: ({ process }) => `the process ${process.pid} is stopped`,
	undo:
		({ process }) =>
		() =>
			signalIfThere(process, "SIGCONT"),
};

/** Stops processes, and those that they start meanwhile, each noted before. */
export function stopAndNote(processes: () => readonly number[], note: (changes: readonly Stopped[]) => void): void {
	stopProcesses(processes, (running) => {
		const known = running.flatMap((pid) => identify(pid) ?? []);
		note(known.map((process) => ({ kind: "stopped", process })));
		signal(
			known.map(({ pid }) => pid),
			"SIGSTOP",
		);
	});
}
