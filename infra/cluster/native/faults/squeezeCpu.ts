import { spawn } from "node:child_process";
import type { OrderTo } from "../../../../schema/faultOrder.ts";
import { identify, type ProcessIdentity } from "../processes.ts";
import { noteLoops, processorsFree, processorsTaken } from "../witnesses/busyLoops.ts";
import type { NotedProcess } from "../witnesses/processes.ts";
import type { NodeFault } from "./nodeFault.ts";
import { signalIfThere } from "./signal.ts";

type Loop = { kind: "loop"; process: ProcessIdentity };

/** Starts so many loops, each of which takes a processor if it can. */
export const squeezeCpu: NodeFault<OrderTo<"squeeze-cpu">, Loop, NotedProcess[]> = {
	inject({ workers }, _, note) {
		for (let i = 1; i <= workers; i++) {
			const loop = spawn(process.execPath, ["--eval", "for (;;);"], { stdio: "ignore" });
			// Without a listener it would end the agent. Why it couldn't be started is told only later:
			// until then, its process is missing.
			loop.on("error", (error) => console.error(`The busy loop ${i} of ${workers}: ${error.message}.`));
			const started = loop.pid === undefined ? null : identify(loop.pid);
			if (started === null) {
				throw new Error(
					`The busy loop ${i} of ${workers} can't be started with ${process.execPath}: is it there, and does the machine have processes and memory left?`,
				);
			}
			note([{ kind: "loop", process: started }]);
		}
	},
	changes: {
		loop: {
			describe: (loop) => `the busy loop ${loop.process.pid} runs`,
			undo: (loop) => () => signalIfThere(loop.process, "SIGKILL"),
		},
	},
	witness: {
		before: (_, world) => noteLoops(world),
		injected({ workers }, noted, world) {
			if (noted === null) throw new Error("nobody knows which loops ran before");
			return [processorsTaken(world, workers, noted)];
		},
		undone: (_, noted, world) => [processorsFree(world, noted ?? [])],
	},
};
