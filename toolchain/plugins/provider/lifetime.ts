/**
 * How long a plugin lives: as long as the engine that started it. The engine ends it with SIGINT;
 * if the engine is killed itself, its pipe to our standard input closes and our parent changes.
 */

const PARENT_CHECK_MILLISECONDS = 250;

/** Calls `end` once, with the reason, when the plugin has to go. */
export function onEngineGone(end: (reason: string) => void): void {
	let ending = false;
	const once = (reason: string) => {
		if (ending) return;
		ending = true;
		end(reason);
	};
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
		process.on(signal, () => once(`the plugin was told to stop (${signal})`));
	// Writing to a dead engine's pipe must not be the end before the commands have been stopped.
	process.stdout.on("error", () => once("the engine is gone"));
	process.stderr.on("error", () => once("the engine is gone"));

	const engine = process.ppid;
	setInterval(() => {
		if (process.ppid !== engine) once("the engine is gone");
	}, PARENT_CHECK_MILLISECONDS).unref();
}
