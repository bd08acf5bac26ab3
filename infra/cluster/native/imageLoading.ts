import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { importCommand } from "./components.ts";
import { until } from "./effects.ts";
import { containerdSocket } from "./layout.ts";
import type { NodeOrder } from "./node.ts";
import type { Supervisor } from "./supervisor.ts";

/** Loads the archives that the order names into this node's containerd, once that answers. */
export async function loadImages(
	{ binaries, archives }: NodeOrder,
	logs: Supervisor,
): Promise<void> {
	await until("containerd answers", 30, async () =>
		existsSync(containerdSocket),
	);
	for (const archive of archives) {
		await loadArchive(binaries.ctr, archive, logs);
	}
}

async function loadArchive(
	ctr: string,
	archive: string,
	logs: Supervisor,
): Promise<void> {
	const log = logs.open("images");
	const [file = "", ...parameters] = importCommand(ctr, archive);
	await new Promise<void>((resolve, reject) => {
		const load = spawn(file, parameters, { stdio: ["ignore", log, log] });
		load.on("error", reject);
		load.on("exit", (code) =>
			code === 0
				? resolve()
				: reject(
						new Error(
							`The images of ${archive} could not be loaded:\n${logs.lastLines("images")}`,
						),
					),
		);
	});
}
