import { spawn } from "node:child_process";
import { identify } from "../processes.ts";
import type { Note } from "./change.ts";

/**
 * Starts so many loops, each of which takes a processor if it can.
 *
 * @throws Error when one can't be started
 */
export function startBusyLoops(count: number, note: Note): void {
	for (let i = 1; i <= count; i++) {
		const loop = spawn(process.execPath, ["--eval", "for (;;);"], {
			stdio: "ignore",
		});
		// Without a listener it would end the agent. Why it couldn't be started is told only later: until then, its process is missing.
		loop.on("error", (error) => console.error(`The busy loop ${i} of ${count}: ${error.message}.`));
		const started = loop.pid === undefined ? null : identify(loop.pid);
		if (started === null) {
			throw new Error(
				`The busy loop ${i} of ${count} can't be started with ${process.execPath}: is it there, and does the machine have processes and memory left?`,
			);
		}
		note([{ kind: "loop", process: started }]);
	}
}
