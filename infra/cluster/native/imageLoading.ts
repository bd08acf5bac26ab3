import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { importCommand } from "./components.ts";
import { until } from "./effects.ts";
import { containerdSocket } from "./layout.ts";
import type { NodeOrder } from "./nodeOrder.ts";
import type { Supervisor } from "./supervisor.ts";

/** Loads the archives that the order names into this node's containerd, once that answers. */
export async function loadImages({ binaries, archives }: NodeOrder, logs: Supervisor): Promise<void> {
	await until("containerd answers", 30, async () => existsSync(containerdSocket));
	for (const archive of archives) {
		await loadArchive(binaries.ctr, archive, logs);
	}
}

async function loadArchive(ctr: string, archive: string, logs: Supervisor): Promise<void> {
	const log = logs.open("images");
	const [file = "", ...parameters] = importCommand(ctr, archive);
	await new Promise<void>((resolve, reject) => {
		const load = spawn(file, parameters, { stdio: ["ignore", log, log] });
		load.on("error", reject);
		load.on("exit", (code) => (code === 0 ? resolve() : reject(notLoaded(archive, logs.lastLines("images")))));
	});
}

/** @param said the last lines of the loading */
export function notLoaded(archive: string, said: string): Error {
	// A node's files lie in memory, of which a tmpfs takes half the machine's at most.
	const full = /no space left on device/i.test(said)
		? " The node's memory file system is full: the node needs a machine with more memory, or a stack with fewer nodes (holdfast:nodes)."
		: "";
	return new Error(`The images of ${archive} could not be loaded.${full} The last lines:\n${said}`);
}
