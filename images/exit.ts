/** Ends the program for what its surroundings did wrong: a sentence, without a stack. */
export function exit(error: Error): never {
	console.error(error.message);
	process.exit(1);
}

/** Does `action`; an error in it ends the program. */
export function orExit<T>(action: () => T): T {
	try {
		return action();
	} catch (error) {
		return exit(error as Error);
	}
}

/** Does something, once, when the program is told to end. */
export function onStop(end: (signal: NodeJS.Signals) => void): void {
	for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => end(signal));
}
