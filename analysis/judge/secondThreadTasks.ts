import { parentPort } from "node:worker_threads";
import type { Tasks } from "./secondThread.ts";

/** Each loads what it takes: most threads are asked for one thing alone. */
const tasks: { [Kind in keyof Tasks]: (given: Parameters<Tasks[Kind]>[0]) => Promise<unknown> } = {
	read: async (given) => (await import("../collect/operationColumns.ts")).readParts(given),
	judge: async (given) => (await import("./judgeBeside.ts")).findingsOfShare(given),
	check: async ({ folder, files }) => (await import("../collect/fileStamps.ts")).changesIn(folder, { files }),
};

// What `SecondThread` asks for, one after the other.
parentPort?.on("message", async ({ kind, given }) => {
	parentPort?.postMessage(await tasks[kind as keyof Tasks](given));
});
